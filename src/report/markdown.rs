//! `report.md`: the verdict first, then what to do, then the numbers, then what the words mean.
//!
//! The template holds the prose; every value it prints goes through `text::markdown`, so nothing a shop writes
//! can become markup.

use minijinja::AutoEscape;
use minijinja::value::Serde;

use super::presentation::Presentation;
use super::{ReportError, template, text, timeline};
use crate::record::RunRecord;
use crate::words::{Lang, Message};

const TEMPLATE: &str = include_str!("templates/report.md.jinja");

/// Renders the report. It refers to [`timeline::FILE`] next to it.
///
/// # Errors
///
/// [`ReportError::Template`] when the template fails.
pub fn render(record: &RunRecord, lang: Lang) -> Result<String, ReportError> {
    let mut environment = template::environment()?;
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(|out, _, value| {
        let text = value.to_string();
        Ok(out.write_str(&if value.is_safe() { text } else { text::markdown(&text) })?)
    });
    // The catalogue's own sentences are Markdown; they have no values here, so nothing of the shop is in them.
    environment.add_function("say", move |id: String| {
        minijinja::Value::from_safe_string(Message::of_catalogue(id).say(lang))
    });
    environment.add_global("timeline", timeline::FILE);
    environment.add_template("report.md", TEMPLATE)?;
    Ok(environment.get_template("report.md")?.render(Serde(Presentation::of(record, lang)))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::SampleCourse;
    use crate::metric::{Ending, GeneratorHealth, Lag};
    use crate::record::sample;

    #[test]
    fn graded() {
        insta::assert_snapshot!(render(&sample::record(), Lang::En).unwrap());
    }

    #[test]
    fn inconclusive_without_promotions_and_numbers() {
        let lag = Some(Lag { p50_us: 90_000, p99_us: 400_000, max_us: 520_000 });
        let sick = GeneratorHealth { lag_p99_us: 400_000, lag, threads: Vec::new(), ..sample::health() };
        let course = SampleCourse { ramp_s: 0, hold_s: 0, ..SampleCourse::default() };
        let mut record = sample::record_of(&course, Ending::Interrupted, sick);
        record.promotions.clear();
        record.thresholds.clear();
        record.notes.clear();
        insta::assert_snapshot!(render(&record, Lang::En).unwrap());
    }

    #[test]
    fn french() {
        insta::assert_snapshot!(render(&sample::record(), Lang::Fr).unwrap());
    }

    #[test]
    fn shop_text_stays_text() {
        let report = Lang::ALL.map(|lang| render(&sample::record(), lang).unwrap()).concat();
        for raw in ["<script>", "admin:secret", "| `best`", "[free](", "https://evil", "\u{1b}"] {
            assert!(!report.contains(raw), "{raw}");
        }
        let columns = |line: &str| line.replace(r"\|", "").matches('|').count();
        let rows: Vec<_> = report.lines().filter(|line| line.contains("cart rule")).collect();
        assert!(rows.iter().any(|line| columns(line) == 5), "{rows:?}");
    }
}
