//! What to do, each thing with everything that asks for it.

use serde::Serialize;

use crate::grade::Finding;
use crate::report::text::ticked;
use crate::words::Lang;

/// Something to do, with everything that asks for it.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Advice {
    /// The most important first.
    pub(in crate::report) reasons: Vec<AdviceItem>,
    pub(in crate::report) remedy: String,
}

/// A finding in words.
#[derive(Debug, Serialize)]
pub(in crate::report) struct AdviceItem {
    pub(in crate::report) what: String,
    pub(in crate::report) evidence: String,
}

/// The findings by their remedy: one shop that resets connections has them reset at many steps. In the order of
/// the most important reason of each.
pub(super) fn advice(findings: &[Finding], lang: Lang) -> Vec<Advice> {
    let mut advice: Vec<Advice> = Vec::new();
    for finding in findings {
        let what = capitalised(&ticked(&finding.what, lang), finding.step.as_deref());
        let reason = AdviceItem { what, evidence: ticked(&finding.told_evidence(), lang) };
        let remedy = capitalised(&ticked(&finding.remedy, lang), None);
        match advice.iter_mut().find(|known| known.remedy == remedy) {
            Some(known) => known.reasons.push(reason),
            None => advice.push(Advice { reasons: vec![reason], remedy }),
        }
    }
    advice
}

/// The sentence with a capital, unless it begins with the name of a step or of something else that is written as it is.
fn capitalised(sentence: &str, step: Option<&str>) -> String {
    let names_step = step.is_some_and(|step| !step.is_empty() && sentence.starts_with(step));
    let is_name = |word: &str| names_step || word.contains(['_', '{', '`']);
    let first = sentence.split([' ', '\u{202F}']).next().unwrap_or_default();
    let mut letters = sentence.chars();
    match letters.next() {
        Some(letter) if !is_name(first) => letter.to_uppercase().chain(letters).collect(),
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::{Confidence, FindingKind};
    use crate::words::Message;

    #[test]
    fn sentences_begin_with_a_capital_and_names_stay() {
        for (sentence, step, said) in [
            ("pages answer with status 500", None, "Pages answer with status 500"),
            ("étapes lentes", None, "Étapes lentes"),
            ("cart: `token` was not found", Some("cart"), "cart: `token` was not found"),
            ("order_page is the slowest step", None, "order_page is the slowest step"),
            ("", None, ""),
        ] {
            assert_eq!(capitalised(sentence, step), said);
        }
    }

    #[test]
    fn one_remedy_is_said_once() {
        let finding = |what: &str, remedy: &str| Finding {
            kind: FindingKind::Failures,
            step: None,
            since_s: Some(12.0),
            confidence: Confidence::Medium,
            what: Message::plain(what),
            evidence: Message::plain("7 of 10"),
            remedy: Message::plain(remedy),
        };
        let findings = [finding("a", "restart"), finding("b", "cache"), finding("c", "restart")];
        let said: Vec<_> = advice(&findings, Lang::En)
            .into_iter()
            .map(|advice| {
                let reasons: Vec<_> = advice.reasons.iter().map(|reason| reason.what.as_str()).collect();
                let evidence = "7 of 10, from 12.0 s into the run on (likely; a longer run would tell)";
                assert!(
                    advice.reasons.iter().all(|reason| reason.evidence == evidence),
                    "{}",
                    advice.reasons[0].evidence
                );
                (reasons.join(" "), advice.remedy)
            })
            .collect();
        assert_eq!(said, [("A C".to_owned(), "Restart".to_owned()), ("B".to_owned(), "Cache".to_owned())]);
    }
}
