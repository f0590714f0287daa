//! Why a run over several processes does not begin.

use crate::words::Message;

/// What keeps the processes of a run from beginning it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReady {
    /// One of them, or all together, cannot carry out the plan, now or later.
    Refused(Message),
    /// One of them is gone.
    Gone(Message),
}

impl From<&NotReady> for Message {
    fn from(why: &NotReady) -> Self {
        match why {
            NotReady::Refused(why) | NotReady::Gone(why) => why.clone(),
        }
    }
}

impl NotReady {
    /// The same with another sentence.
    #[must_use]
    pub fn said_as(self, say: impl FnOnce(Message) -> Message) -> Self {
        match self {
            Self::Refused(why) => Self::Refused(say(why)),
            Self::Gone(why) => Self::Gone(say(why)),
        }
    }
}
