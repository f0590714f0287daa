//! What the person who opened the desk is told of its troubles.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::words::Message;

/// What the person who opened the desk was told of its troubles: each once, until all are over.
#[derive(Debug)]
pub(super) struct DeskTroubles {
    told: Mutex<BTreeSet<String>>,
    warn: fn(&Message),
}

impl DeskTroubles {
    pub(super) fn new(warn: fn(&Message)) -> Self {
        Self { told: Mutex::default(), warn }
    }

    /// Tells of a trouble that is new.
    pub(super) fn tell(&self, trouble: &Message) {
        let is_new = self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(trouble.to_string());
        if is_new {
            (self.warn)(trouble);
        }
    }

    /// What comes next is told again.
    pub(super) fn are_over(&self) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::store::StoreFault;

    #[test]
    fn a_trouble_is_told_once_until_it_is_over() {
        static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let troubles = DeskTroubles::new(|message| TOLD.lock().unwrap().push(message.to_string()));
        let (full, locked) = (Message::from(&StoreFault::Full), Message::from(&StoreFault::Locked));
        [&full, &full, &locked, &full].into_iter().for_each(|message| troubles.tell(message));
        troubles.are_over();
        troubles.tell(&full);
        let told = TOLD.lock().unwrap().clone();
        assert_eq!(told, [full.to_string(), locked.to_string(), full.to_string()]);
    }
}
