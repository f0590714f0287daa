//! A run's new state in the formats of those who hear of it.

use serde_json::{Value, json};

use crate::desk::store::{JobRow, JobState, WebhookFormat};
use crate::report::markdown_text;
use crate::units::line::plain;
use crate::words::{Lang, Message};

/// What is told.
#[derive(Debug)]
pub(in crate::desk) struct MessageFacts<'a> {
    pub(in crate::desk) state: JobState,
    pub(in crate::desk) job: &'a JobRow,
    /// The state in one sentence.
    pub(in crate::desk) told: &'a str,
    /// Where the report is.
    pub(in crate::desk) link: Option<&'a str>,
    pub(in crate::desk) at: jiff::Timestamp,
}

/// The message as JSON.
pub(in crate::desk) fn render(format: WebhookFormat, facts: &MessageFacts<'_>, lang: Lang) -> String {
    let report = Message::new("desk-outward-report").say(lang);
    let title = facts.job.outcome.title.as_deref();
    let subject = match title {
        Some(title) => format!("{} · {title}", facts.job.host),
        None => facts.job.host.clone(),
    };
    let message = match format {
        WebhookFormat::Json => event(facts),
        WebhookFormat::Slack => {
            let link = facts.link.map(|link| format!("\n<{}|{report}>", link.replace('|', "%7C")));
            let text = format!("*promo-load* {}\n{}", slack(&subject), slack(facts.told));
            // Without `mrkdwn` the text would stay as it is written; names of shops have no marks of their own.
            json!({ "text": text + &link.unwrap_or_default(), "unfurl_links": false })
        }
        WebhookFormat::Mattermost => {
            let link = facts.link.map(|link| format!("\n[{report}]({link})"));
            let text = format!("**promo-load** {}\n{}", markdown_text(&subject), markdown_text(facts.told));
            json!({ "text": text + &link.unwrap_or_default() })
        }
        WebhookFormat::Teams => teams(&subject, facts, &report),
    };
    message.to_string()
}

/// An event as the specification of Standard Webhooks recommends it.
fn event(facts: &MessageFacts<'_>) -> Value {
    let job = facts.job;
    let outcome = &job.outcome;
    json!({
        "type": format!("run.{}", facts.state.as_str()),
        "timestamp": facts.at,
        "data": {
            "run": job.id,
            "state": facts.state,
            "host": job.host,
            "asked_by": job.asked_by,
            "told": facts.told,
            "exit": job.exit,
            "reason": job.reason,
            "title": outcome.title,
            "letter": outcome.letter,
            "headline": outcome.headline,
            "p95_ms": outcome.p95_ms,
            "failures": outcome.failures,
            "capacity": outcome.capacity,
            "report": facts.link,
        },
    })
}

/// An adaptive card. The texts are runs of a rich text block, in which nothing is markup.
fn teams(subject: &str, facts: &MessageFacts<'_>, report: &str) -> Value {
    let line = |text: &str, weight: &str| {
        let run = json!({ "type": "TextRun", "text": plain(text), "weight": weight });
        json!({ "type": "RichTextBlock", "inlines": [run] })
    };
    let actions: Vec<Value> = facts
        .link
        .map(|link| json!({ "type": "Action.OpenUrl", "title": report, "url": link }))
        .into_iter()
        .collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": [line(&format!("promo-load · {subject}"), "Bolder"), line(facts.told, "Default")],
                "actions": actions,
            },
        }],
    })
}

/// Plain text in which Slack sees no link, mention or mark. A mark counts only at the edge of a word, so a character without width
/// keeps it away from there.
fn slack(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '*' | '_' | '~' | '`' => escaped.extend(['\u{200B}', c, '\u{200B}']),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::store::JobOutcome;

    fn job(title: &str) -> JobRow {
        let asked = jiff::Timestamp::UNIX_EPOCH;
        JobRow {
            id: 7,
            exit: Some(0),
            outcome: JobOutcome { title: Some(title.to_owned()), ..JobOutcome::default() },
            ..JobRow::unnumbered("shop.example".to_owned(), "ada", asked)
        }
    }

    #[test]
    fn what_a_shop_writes_stays_text_in_each_format() {
        let job = job("<!channel> *a*\u{202e} @all [x](https://evil.example)");
        let facts = MessageFacts {
            state: JobState::Done,
            job: &job,
            told: "B\n<b>",
            link: Some("https://desk.example/our_desk/7"),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let text = |format| {
            let message: Value = serde_json::from_str(&render(format, &facts, Lang::En)).unwrap();
            message["text"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            text(WebhookFormat::Slack),
            "*promo-load* shop.example · &lt;!channel&gt; \u{200B}*\u{200B}a\u{200B}*\u{200B} @all [x](https://evil.example)\n\
             B &lt;b&gt;\n<https://desk.example/our_desk/7|Report>"
        );
        let mattermost = text(WebhookFormat::Mattermost);
        assert!(
            mattermost.contains(r"\<!channel\> \*a\* \@all \[x\](https\://evil.example)"),
            "{mattermost}"
        );
        let card: Value = serde_json::from_str(&render(WebhookFormat::Teams, &facts, Lang::Fr)).unwrap();
        let blocks = card.pointer("/attachments/0/content/body").unwrap().as_array().unwrap();
        assert!(blocks.iter().all(|block| block["type"] == "RichTextBlock"), "{card}");
        assert_eq!(card.pointer("/attachments/0/content/actions/0/title").unwrap(), "Rapport");
    }
}
