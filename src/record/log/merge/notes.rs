//! What a reader of a merged record has to know of its runs.

use super::super::read::{gap_note, pause_note};
use super::arranged::Arranged;
use super::source::MergeSource;
use crate::metric::{Arrangement, Ending, UnknownCodings};
use crate::words::{Message, Value};

/// The notes, the most important first.
pub(super) fn notes(sources: &[MergeSource<'_>], arranged: &Arranged) -> Vec<Message> {
    let mut notes = vec![arrangement(sources, arranged)];
    let bottlenecks = sources.iter().filter_map(|source| {
        let reason = source.record.generator.bottleneck()?;
        Some(of_run(source, Message::new("no-grade-generator").with("reason", reason)))
    });
    notes.extend(bottlenecks);
    notes.extend(sources.iter().filter(|source| source.record.ending != Ending::Completed).map(cut_short));
    notes.extend(sources.iter().flat_map(lost_generators));
    notes.extend(same_seeds(sources));
    if arranged.arrangement == Arrangement::InTurn {
        notes.extend(sources.iter().map(|source| of_run(source, source.record.verdict.headline.clone())));
    }
    notes.extend(gap_note(sources.iter().fold(0, |sum, source| sum.saturating_add(source.missing))));
    for source in sources {
        let own = source.start.about.notes.iter().filter(|note| !is_of_all(sources, note)).cloned();
        let gaps = gap_note(source.missing).into_iter().chain(pause_note(source.paused));
        notes.extend(gaps.chain(own).map(|note| of_run(source, note)));
    }
    let of_all = sources[0].start.about.notes.iter().filter(|note| is_of_all(sources, note));
    notes.extend(of_all.map(|note| Message::new("note-of-each-run").with("text", note.clone())));
    let mut codings = UnknownCodings::default();
    for source in sources {
        codings.merge(&source.codings);
    }
    notes.extend(codings.note(&sources[0].start.layout));
    notes
}

fn is_of_all(sources: &[MergeSource<'_>], note: &Message) -> bool {
    sources.iter().all(|source| source.start.about.notes.contains(note))
}

fn of_run(source: &MergeSource<'_>, text: Message) -> Message {
    Message::new("note-of-run").exact("run", source.id()).with("text", text)
}

/// How many runs, when they began, and what that means for the number of shoppers.
fn arrangement(sources: &[MergeSource<'_>], arranged: &Arranged) -> Message {
    let begun = |source: &MergeSource<'_>| {
        let time = source.plan.begun.strftime("%Y-%m-%d %H:%M:%S UTC");
        Message::new("with-details")
            .with("what", Message::verbatim(source.id()))
            .with("details", Message::plain(time.to_string()))
    };
    Message::new("note-merged")
        .exact("arrangement", arranged.arrangement.as_str())
        .with("runs", sources.len() as u64)
        .with("list", Value::List(sources.iter().map(begun).collect()))
        .with("spread", Value::Seconds(arranged.spread()))
        .with("together", Value::Seconds(arranged.together()))
        .with("longest", Value::Seconds(arranged.longest))
}

/// A run that did not come to the end of its plan.
fn cut_short(source: &MergeSource<'_>) -> Message {
    let told = Message::new("merge-ending").exact("reason", source.record.ending.reason());
    of_run(source, told.with("after", Value::Seconds(source.record.elapsed_s)))
}

/// The processes that a run over several lost on the way.
fn lost_generators<'a>(source: &'a MergeSource<'_>) -> impl Iterator<Item = Message> + 'a {
    source.record.generator.shards.iter().filter_map(move |shard| {
        let told = Message::new("merge-generator-lost").with("after", Value::Seconds(shard.lost_s?));
        Some(of_run(source, told.with("generator", shard.name_in(Message::new("generator-name")))))
    })
}

/// Runs with one seed make the same visits.
fn same_seeds(sources: &[MergeSource<'_>]) -> Option<Message> {
    let twin = |source: &&MergeSource<'_>| {
        let same = sources.iter().filter(|other| other.plan.seed == source.plan.seed);
        same.count() > 1
    };
    let twins: Vec<Message> =
        sources.iter().filter(twin).map(|source| Message::verbatim(source.id())).collect();
    (!twins.is_empty()).then(|| Message::new("note-same-seed").with("list", Value::Row(twins)))
}
