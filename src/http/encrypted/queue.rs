//! Queues of bytes, filled by writers that say how much room they need.

use std::io;

use rustls::unbuffered::{EncodeError, EncryptError, InsufficientSizeError};

/// The size up to which a buffer stays with an idle connection; larger ones are freed.
pub(super) const SMALL: usize = 1024;

/// A queue of bytes, taken from the front.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) bytes: Vec<u8>,
    taken: usize,
}

impl Queue {
    pub(super) fn waiting(&self) -> &[u8] {
        &self.bytes[self.taken..]
    }

    pub(super) fn take(&mut self, bytes: usize) {
        self.taken += bytes;
        if self.taken >= self.bytes.len() {
            self.taken = 0;
            empty(&mut self.bytes);
        }
    }

    /// Adds the bytes that `write` writes; it is called again with more room when it has not enough.
    pub(super) fn fill<E: TooSmall>(
        &mut self,
        expected: usize,
        mut write: impl FnMut(&mut [u8]) -> Result<usize, E>,
    ) -> io::Result<()> {
        let before = self.bytes.len();
        let mut room = expected;
        loop {
            self.bytes.resize(before + room, 0);
            match write(&mut self.bytes[before..]) {
                Ok(written) => {
                    self.bytes.truncate(before + written);
                    return Ok(());
                }
                Err(error) => match error.required() {
                    Some(required) if required > room => room = required,
                    _ => {
                        self.bytes.truncate(before);
                        return Err(io::Error::other("TLS cannot encrypt any more on this connection"));
                    }
                },
            }
        }
    }
}

/// Empties a buffer, and frees it when it is large.
pub(super) fn empty(bytes: &mut Vec<u8>) {
    if bytes.capacity() > SMALL {
        *bytes = Vec::new();
    } else {
        bytes.clear();
    }
}

/// An error that may say how much room is needed.
pub(super) trait TooSmall {
    fn required(&self) -> Option<usize>;
}

impl TooSmall for EncodeError {
    fn required(&self) -> Option<usize> {
        match self {
            Self::InsufficientSize(InsufficientSizeError { required_size }) => Some(*required_size),
            Self::AlreadyEncoded => None,
        }
    }
}

impl TooSmall for EncryptError {
    fn required(&self) -> Option<usize> {
        match self {
            Self::InsufficientSize(InsufficientSizeError { required_size }) => Some(*required_size),
            Self::EncryptExhausted => None,
        }
    }
}
