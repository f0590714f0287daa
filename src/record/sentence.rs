//! Reading sentences that files of older versions have in English only: notes, and the texts of promotions.

use serde::{Deserialize, Deserializer};

use crate::words::Message;

/// A sentence as any version has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sentence {
    English(String),
    Message(Message),
}

impl From<Sentence> for Message {
    fn from(sentence: Sentence) -> Self {
        match sentence {
            Sentence::English(text) => Message::plain(text),
            Sentence::Message(message) => message,
        }
    }
}

/// Reads a sentence. One of an older version stays as it is, in every language.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Message, D::Error> {
    Sentence::deserialize(deserializer).map(Message::from)
}

/// Reads sentences in the same way.
pub(super) fn read_all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Message>, D::Error> {
    let sentences = Vec::<Sentence>::deserialize(deserializer)?;
    Ok(sentences.into_iter().map(Message::from).collect())
}
