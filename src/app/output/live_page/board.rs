//! What has been told so far: the curves, the last second, the end. Who comes late gets all of it at once.

use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::sync::broadcast;

use super::event::CurvePoint;

/// Points of the curves that are kept: as many as the page is wide. A longer run has coarser ones.
const MOST_POINTS: usize = 1_800;
/// Texts that a reader may be behind. One who is further behind gets the whole again.
const BEHIND: usize = 16;
/// How long a browser that lost the connection waits before it comes again.
const RETRY: Duration = Duration::from_secs(2);

/// A text for those who listen.
#[derive(Debug, Clone)]
pub(super) struct BoardText {
    pub(super) text: Bytes,
    pub(super) is_last: bool,
}

/// What has been told.
#[derive(Debug)]
pub(super) struct Board {
    title: String,
    state: Option<String>,
    points: Vec<CurvePoint>,
    /// How many seconds a point stands for, and how many are in the last one.
    seconds: (u32, u32),
    now: Option<String>,
    end: Option<BoardText>,
    sender: broadcast::Sender<BoardText>,
}

/// The whole, for one who begins to listen.
#[derive(Serialize)]
struct BoardState<'a> {
    title: &'a str,
    state: Option<&'a str>,
    points: &'a [CurvePoint],
    now: Option<&'a RawValue>,
}

impl Board {
    pub(super) fn new() -> Self {
        Self {
            title: String::new(),
            state: None,
            points: Vec::new(),
            seconds: (1, 1),
            now: None,
            end: None,
            sender: broadcast::Sender::new(BEHIND),
        }
    }

    /// The test has this title.
    pub(super) fn title(&mut self, title: String) {
        self.title = title;
        let whole = self.so_far();
        self.tell(whole, false);
    }

    /// Adds a second with its JSON.
    pub(super) fn second(&mut self, point: CurvePoint, json: String) {
        self.add(point);
        self.state = None;
        let text = named("second", &json);
        self.now = Some(json);
        self.tell(text, false);
    }

    /// The run is in this state, beside any second.
    pub(super) fn state(&mut self, state: String) {
        let text = named("state", &serde_json::json!({ "state": state }).to_string());
        self.state = Some(state);
        self.tell(text, false);
    }

    /// The command has ended, with this JSON.
    pub(super) fn end(&mut self, json: &str) {
        let text = named("end", json);
        self.end = Some(BoardText { text: text.clone(), is_last: true });
        self.tell(text, true);
    }

    pub(super) const fn is_over(&self) -> bool {
        self.end.is_some()
    }

    /// What is to be told to one who begins to listen, and where what follows comes from. Nothing is lost in between.
    pub(super) fn listen(&self) -> (BoardText, broadcast::Receiver<BoardText>) {
        let mut text = self.so_far();
        let end = self.end.as_ref();
        end.into_iter().for_each(|end| text = [&text[..], &end.text].concat().into());
        (BoardText { text, is_last: end.is_some() }, self.sender.subscribe())
    }

    fn so_far(&self) -> Bytes {
        let Self { title, state, points, now, .. } = self;
        let now = now.clone().and_then(|now| RawValue::from_string(now).ok());
        let whole = BoardState { title, state: state.as_deref(), points, now: now.as_deref() };
        // Numbers and texts always have a JSON.
        let json = serde_json::to_string(&whole).unwrap_or_default();
        let retry = format!("retry: {}\n", RETRY.as_millis());
        [retry.as_bytes(), &named("so-far", &json)].concat().into()
    }

    fn tell(&self, text: Bytes, is_last: bool) {
        // Without a listener there is no one to tell.
        let _no_one = self.sender.send(BoardText { text, is_last });
    }

    fn add(&mut self, point: CurvePoint) {
        let (each, filled) = &mut self.seconds;
        match self.points.last_mut() {
            Some(last) if filled < each => {
                *filled += 1;
                *last = last.with(&point);
            }
            _ => {
                self.points.push(point);
                *filled = 1;
            }
        }
        if self.points.len() > MOST_POINTS {
            self.points = self
                .points
                .chunks(2)
                .map(|pair| pair[1..].iter().fold(pair[0], |sum, next| sum.with(next)))
                .collect();
            // The last pair has one point only.
            *each *= 2;
        }
    }
}

impl CurvePoint {
    /// Both as one: what was worst of them, at the later moment.
    fn with(self, later: &Self) -> Self {
        let worse = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => Some(one.max(other)),
            _ => one.or(other),
        };
        Self {
            at: later.at,
            vus: self.vus.max(later.vus),
            rate: self.rate.max(later.rate),
            failed: self.failed.max(later.failed),
            p50: worse(self.p50, later.p50),
            p95: worse(self.p95, later.p95),
            p99: worse(self.p99, later.p99),
        }
    }
}

/// A server-sent event. JSON has no line break.
fn named(event: &str, json: &str) -> Bytes {
    format!("event: {event}\ndata: {json}\n\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn point(at: u32) -> CurvePoint {
        let p95 = if at == 777 { 9_000.0 } else { 10.0 };
        CurvePoint {
            at: f64::from(at),
            vus: 3,
            rate: 5.0,
            failed: 0.0,
            p50: None,
            p95: Some(p95),
            p99: Some(p95),
        }
    }

    /// The events of a text: name and data.
    fn events(text: &[u8]) -> Vec<(String, Value)> {
        let text = std::str::from_utf8(text).unwrap();
        let event = |event: &str| {
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            (field("event: ").to_owned(), serde_json::from_str(field("data: ")).unwrap())
        };
        text.trim_end().split("\n\n").map(event).collect()
    }

    #[test]
    fn who_comes_late_gets_what_was_before() {
        let mut board = Board::new();
        board.title("Mug \"one\"\nmore".into());
        for at in 1..=5 {
            board.second(point(at), format!(r#"{{"number":{at}}}"#));
        }
        let (whole, mut then) = board.listen();
        let [(name, data)] = &events(&whole.text)[..] else { panic!("{whole:?}") };
        assert_eq!((name.as_str(), whole.is_last), ("so-far", false));
        assert_eq!(data["title"], "Mug \"one\"\nmore");
        assert_eq!((data["points"].as_array().unwrap().len(), &data["now"]["number"]), (5, &5.into()));
        assert_eq!(data["points"][0]["p50"], Value::Null);
        board.second(point(6), r#"{"number":6}"#.into());
        board.end(r#"{"letter":"A"}"#);
        let (next, last) = (then.try_recv().unwrap(), then.try_recv().unwrap());
        assert_eq!(events(&next.text)[0].1["number"], 6);
        assert!(!next.is_last && last.is_last && then.try_recv().is_err());
        let (late, _) = board.listen();
        let names: Vec<_> = events(&late.text).into_iter().map(|(name, _)| name).collect();
        assert_eq!((names, late.is_last), (vec!["so-far".to_owned(), "end".to_owned()], true));
    }

    #[test]
    fn a_long_run_keeps_its_peaks_in_bounded_room() {
        let mut board = Board::new();
        for at in 1..=43_200 {
            board.second(point(at), "{}".into());
            assert!(board.points.len() <= MOST_POINTS);
        }
        assert!(board.points.len() > MOST_POINTS / 3, "{}", board.points.len());
        assert!((board.points.last().unwrap().at - 43_200.0).abs() < 1e-9);
        assert!(board.points.is_sorted_by(|one, other| one.at < other.at));
        let peaks = board.points.iter().filter(|point| point.p95 == Some(9_000.0)).count();
        assert_eq!(peaks, 1, "a second that was bad is never thinned out");
        let (whole, _) = board.listen();
        assert!(whole.text.len() < 300_000, "{}", whole.text.len());
    }

    #[test]
    fn who_does_not_read_holds_no_more_than_a_few_texts() {
        let mut board = Board::new();
        let (_, mut slow) = board.listen();
        for at in 1..=1_000 {
            board.second(point(at), "{}".into());
        }
        assert!(
            matches!(slow.try_recv(), Err(broadcast::error::TryRecvError::Lagged(missed)) if missed >= 900)
        );
    }
}
