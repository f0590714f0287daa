//! Buffers for bodies that are kept, used again and again.
//!
//! A page of 50 KB in fresh memory costs page faults and allocator work with every request, so each thread keeps a few buffers
//! for the bodies that are judged.

use std::cell::RefCell;

use bytes::{Bytes, BytesMut};

/// The most buffers that a thread keeps; more exist only while more bodies arrive at once.
const MOST: usize = 16;
/// The greatest size of a buffer that is kept, in bytes; larger ones return to the system.
const LONGEST: usize = 1024 * 1024;

thread_local! {
    static SPARE: RefCell<Vec<BytesMut>> = const { RefCell::new(Vec::new()) };
}

/// An empty buffer, if possible with room for `expected` bytes.
pub(super) fn take(expected: usize) -> BytesMut {
    let mut buffer = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
    buffer.reserve(expected.min(LONGEST));
    buffer
}

/// Takes the buffer of a body back, unless another part of the program still uses it.
pub(super) fn give_back(body: Bytes) {
    if let Ok(mut buffer) = body.try_into_mut()
        && (1..=LONGEST).contains(&buffer.capacity())
    {
        buffer.clear();
        SPARE.with_borrow_mut(|spare| {
            if spare.len() < MOST {
                spare.push(buffer);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_was_given_back_makes_room_for_the_next() {
        let mut first = take(1000);
        first.extend_from_slice(&[7; 900]);
        let place = first.as_ptr();
        let body = first.freeze();
        let held = body.slice(3..5);
        give_back(body);
        assert_ne!(take(1000).as_ptr(), place, "somebody still reads it");
        let mut second = take(1000);
        second.extend_from_slice(&held);
        let place = second.as_ptr();
        give_back(second.freeze());
        let third = take(800);
        assert_eq!((third.as_ptr(), third.len()), (place, 0));
    }
}
