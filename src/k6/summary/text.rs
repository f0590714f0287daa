//! The text at the end of a test, in the compact layout of k6 1.1.0.

use console::{Style, measure_text_width};

use super::K6Summary;
use super::metrics::{Metric, MetricThreshold, STATISTICS};
use super::model::SummaryCheck;
use super::numbers::display;
use crate::metric::{MetricKind, MetricName, Statistic};
use crate::units::line::visible;

/// The left margin of metrics, checks and thresholds.
const MARGIN: usize = 4;
/// The left margin of sub-metrics.
const INNER: usize = 6;
/// The number of dots behind the longest name.
const DOTS: usize = 3;

/// Renders k6's text. With `colour` it contains escape sequences; without, it contains none, whatever the names hold.
#[must_use]
pub fn render(summary: &K6Summary, colour: bool) -> String {
    let page = SummaryPage { colour };
    let mut lines = vec![String::new(), String::new()];
    let crossable: Vec<&Metric> =
        summary.metrics.iter().filter(|metric| !metric.thresholds.is_empty()).collect();
    if !crossable.is_empty() {
        lines.extend(page.title("THRESHOLDS"));
        lines.extend(page.thresholds(&crossable));
        lines.push(String::new());
    }
    lines.extend(page.title("TOTAL RESULTS"));
    lines.extend(page.checks(summary));
    lines.extend(page.sections(summary));
    lines.join("\n") + "\n"
}

/// The sections of the metrics, in k6's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Custom,
    Http,
    Execution,
    Network,
}

impl Section {
    const ALL: [Self; 4] = [Self::Custom, Self::Http, Self::Execution, Self::Network];

    const fn title(self) -> &'static str {
        match self {
            Self::Custom => "CUSTOM",
            Self::Http => "HTTP",
            Self::Execution => "EXECUTION",
            Self::Network => "NETWORK",
        }
    }

    /// The section of a metric; `None` for metrics that the compact layout leaves out: the phases of a request, groups, and
    /// checks, which are shown above.
    const fn of(metric: MetricName) -> Option<Self> {
        match metric {
            MetricName::HttpReqs | MetricName::HttpReqFailed | MetricName::HttpReqDuration => {
                Some(Self::Http)
            }
            MetricName::Phase(_) | MetricName::Checks | MetricName::GroupDuration => None,
            MetricName::Iterations
            | MetricName::IterationDuration
            | MetricName::DroppedIterations
            | MetricName::Vus
            | MetricName::VusMax => Some(Self::Execution),
            MetricName::DataSent | MetricName::DataReceived => Some(Self::Network),
            MetricName::ResponseTime
            | MetricName::Visits
            | MetricName::Promotion
            | MetricName::PageLoadTime
            | MetricName::HttpReqRetried
            | MetricName::ScheduleLag => Some(Self::Custom),
        }
    }
}

/// A line of numbers, not yet aligned with the others.
struct SummaryRow {
    inner: bool,
    label: String,
    /// The width that k6 reserves for the name.
    room: usize,
    cells: Cells,
}

enum Cells {
    /// One text for each of [`STATISTICS`].
    Trend(Vec<String>),
    /// The main number, and the texts behind it.
    Other(String, Vec<String>),
}

struct SummaryPage {
    colour: bool,
}

impl SummaryPage {
    fn style(&self, style: &Style, text: &str) -> String {
        style.clone().force_styling(self.colour).apply_to(text).to_string()
    }

    fn mark(&self, ok: bool) -> String {
        if ok { self.style(&Style::new().green(), "✓") } else { self.style(&Style::new().red(), "✗") }
    }

    fn title(&self, title: &str) -> [String; 2] {
        // k6 leaves a space behind it.
        [format!("  █ {} ", self.style(&Style::new().bold(), title)), String::new()]
    }

    fn thresholds(&self, metrics: &[&Metric]) -> Vec<String> {
        let mut lines = Vec::new();
        for metric in metrics {
            // Below its metric a sub-metric is named by its tags alone.
            let below = !metric.tags.is_empty()
                && metrics.iter().any(|other| other.of == metric.of && other.tags.is_empty());
            let (margin, name) = if below { (INNER, metric.tags.clone()) } else { (MARGIN, metric.name()) };
            lines.push(format!("{:margin$}{}", "", visible(&name)));
            for threshold in &metric.thresholds {
                lines.push(format!("{:margin$}{}", "", self.threshold(metric, threshold)));
            }
            lines.push(String::new());
        }
        lines
    }

    fn threshold(&self, metric: &Metric, threshold: &MetricThreshold) -> String {
        let value = threshold.value.unwrap_or(0.0);
        let mut shown = display(metric, value);
        if metric.of.kind() == MetricKind::Counter && threshold.statistic == Statistic::Rate {
            shown += "/s";
        }
        let note = match (threshold.value, threshold.ok_in_k6) {
            (Some(_), _) => "",
            (None, true) => " (not measured)",
            (None, false) => " (not measured, so it holds; k6 would take it for crossed)",
        };
        format!(
            "{} '{}' {}={}{note}",
            self.mark(threshold.ok),
            threshold.source,
            threshold.asked,
            self.style(&Style::new().cyan(), &shown)
        )
    }

    /// The sums, then each check.
    fn checks(&self, summary: &K6Summary) -> Vec<String> {
        let checks = summary.checks_by_name();
        let whole =
            summary.metrics.iter().find(|metric| metric.of == MetricName::Checks && metric.tags.is_empty());
        let Some(whole) = whole.filter(|_| !checks.is_empty()) else { return Vec::new() };
        let (passes, fails) = (whole.value("passes"), whole.value("fails"));
        let all = passes + fails;
        let seconds = summary.elapsed.as_secs_f64();
        let per_second = if seconds > 0.0 { all / seconds } else { 0.0 };
        let row = |label: &str, value: String, extra: String| SummaryRow {
            inner: false,
            label: label.to_owned(),
            room: 2 * label.len(),
            cells: Cells::Other(value, vec![extra]),
        };
        let share = |part: f64| (display(whole, part / all), format!("{part} out of {all}"));
        let (succeeded, failed) = (share(passes), share(fails));
        let rows = [
            row("checks_total", all.to_string(), format!("{}/s", super::numbers::plain(per_second))),
            row("checks_succeeded", succeeded.0, succeeded.1),
            row("checks_failed", failed.0, failed.1),
        ];
        let mut lines = self.aligned(&rows.iter().collect::<Vec<_>>(), &Columns::of(&rows));
        lines.push(String::new());
        lines.extend(checks.iter().flat_map(|check| self.check(check)));
        lines.push(String::new());
        lines
    }

    fn check(&self, check: &SummaryCheck) -> Vec<String> {
        let (passes, fails) = (check.tally.passes, check.tally.fails);
        let name = visible(&check.name);
        if fails == 0 {
            return vec![format!(
                "{:MARGIN$}{}",
                "",
                self.style(&Style::new().green(), &format!("✓ {name}"))
            )];
        }
        let red = Style::new().red();
        let percent = u128::from(passes) * 100 / (u128::from(passes) + u128::from(fails));
        vec![
            format!("{:MARGIN$}{}", "", self.style(&red, &format!("✗ {name}"))),
            format!("{:INNER$}{}", "", self.style(&red, &format!("↳  {percent}% — ✓ {passes} / ✗ {fails}"))),
        ]
    }

    fn sections(&self, summary: &K6Summary) -> Vec<String> {
        let rows: Vec<(Section, SummaryRow)> = summary
            .metrics
            .iter()
            .filter_map(|metric| Some((Section::of(metric.of)?, row(metric))))
            .collect();
        let columns = Columns::of(rows.iter().map(|(_, row)| row));
        let mut lines = Vec::new();
        for section in Section::ALL {
            let here: Vec<&SummaryRow> =
                rows.iter().filter(|(other, _)| *other == section).map(|(_, row)| row).collect();
            if !here.is_empty() {
                lines.push(format!("{:MARGIN$}{}", "", self.style(&Style::new().bold(), section.title())));
                lines.extend(self.aligned(&here, &columns));
                lines.push(String::new());
            }
        }
        lines
    }

    fn aligned(&self, rows: &[&SummaryRow], columns: &Columns) -> Vec<String> {
        let (bright, dim) = (Style::new().cyan(), Style::new().cyan().dim());
        let line = |row: &&SummaryRow| {
            let margin = row.margin();
            let dots = ".".repeat(columns.name.saturating_sub(margin + measure_text_width(&row.label)));
            let dots = self.style(&Style::new().dim(), &format!("{dots}:"));
            let cells: Vec<String> = match &row.cells {
                Cells::Trend(values) => values
                    .iter()
                    .zip(STATISTICS)
                    .zip(&columns.trend)
                    .map(|((value, statistic), width)| {
                        format!("{statistic}={}{}", self.style(&bright, value), gap(value, *width))
                    })
                    .collect(),
                Cells::Other(value, extras) => {
                    let first = format!("{}{}", self.style(&bright, value), gap(value, columns.value));
                    // A single one is at the end of its line.
                    let padded = extras.len() > 1;
                    let rest = extras.iter().zip(&columns.extras).map(|(extra, width)| {
                        let gap = if padded { gap(extra, *width) } else { String::new() };
                        format!("{}{gap}", self.style(&dim, extra))
                    });
                    std::iter::once(first).chain(rest).collect()
                }
            };
            format!("{:margin$}{}{dots} {}", "", row.label, cells.join(" ")).trim_end().to_owned()
        };
        rows.iter().map(line).collect()
    }
}

impl SummaryRow {
    const fn margin(&self) -> usize {
        if self.inner { INNER } else { MARGIN }
    }
}

fn gap(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(measure_text_width(text)))
}

fn row(metric: &Metric) -> SummaryRow {
    let name = visible(&metric.name());
    let inner = !metric.tags.is_empty();
    let label = match metric.tags.strip_prefix('{').and_then(|tags| tags.strip_suffix('}')) {
        Some(tags) => format!("{{ {} }}", visible(tags)),
        None => name.clone(),
    };
    let shown = |value: &str| display(metric, metric.value(value));
    let cells = match metric.of.kind() {
        MetricKind::Trend => Cells::Trend(
            metric
                .values
                .iter()
                .map(
                    |(name, value)| if name == "count" { value.to_string() } else { display(metric, *value) },
                )
                .collect(),
        ),
        MetricKind::Counter => Cells::Other(shown("count"), vec![format!("{}/s", shown("rate"))]),
        MetricKind::Gauge => Cells::Other(
            shown("value"),
            vec![format!("min={}", shown("min")), format!("max={}", shown("max"))],
        ),
        MetricKind::Rate => {
            let (passes, fails) = (metric.value("passes"), metric.value("fails"));
            Cells::Other(shown("rate"), vec![format!("{passes} out of {}", passes + fails)])
        }
    };
    // k6 reserves room for the name and the label together.
    let room = measure_text_width(&name) + measure_text_width(&label);
    SummaryRow { inner, label, room, cells }
}

/// The widths of the columns that all rows share.
struct Columns {
    /// The distance from the left edge to the colon.
    name: usize,
    trend: Vec<usize>,
    value: usize,
    extras: Vec<usize>,
}

impl Columns {
    fn of<'a>(rows: impl IntoIterator<Item = &'a SummaryRow>) -> Self {
        let mut columns = Self { name: 0, trend: Vec::new(), value: 0, extras: Vec::new() };
        for row in rows {
            columns.name = columns.name.max(row.margin() + row.room + DOTS);
            match &row.cells {
                Cells::Trend(values) => widen(&mut columns.trend, values),
                Cells::Other(value, extras) => {
                    columns.value = columns.value.max(measure_text_width(value));
                    widen(&mut columns.extras, extras);
                }
            }
        }
        columns
    }
}

fn widen(widths: &mut Vec<usize>, texts: &[String]) {
    widths.resize(widths.len().max(texts.len()), 0);
    for (width, text) in widths.iter_mut().zip(texts) {
        *width = (*width).max(measure_text_width(text));
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::{THRESHOLDS, described, run};
    use super::*;
    use crate::metric::{Layout, Summary};

    #[test]
    fn a_run_with_crossed_thresholds() {
        insta::assert_snapshot!(render(&described(&run(), &THRESHOLDS), false));
    }

    #[test]
    fn a_run_without_thresholds_and_without_requests() {
        insta::assert_snapshot!(render(&described(&Summary::new(Layout::default(), 1), &[]), false));
    }

    #[test]
    fn only_our_own_colours_are_in_it() {
        let model = described(&run(), &THRESHOLDS);
        let plain = render(&model, false);
        assert!(!plain.contains('\u{1b}'));
        let coloured = render(&model, true);
        assert!(coloured.contains("\u{1b}[31m"));
        assert_eq!(console::strip_ansi_codes(&coloured), plain);
    }
}
