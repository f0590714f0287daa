//! The life of a virtual user, as its thread and it itself see it.

/// Where a virtual user is in its life. The schedule of the closed model sends for it and sends it away, perhaps several times; in
/// the open model it is sent for once, and begins an iteration at each arrival that it gets.
///
/// | when it is | and is sent for | is sent away | hesitates | may begin | begins | has ended | is cut off |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | [`Away`](Self::Away) | `Ready` | | | | | | |
/// | [`Hesitating`](Self::Hesitating) | | `Away` | | `Ready` | | | `Away` |
/// | [`Ready`](Self::Ready) | | `Away` | `Hesitating` | | `Walking` | | `Away` |
/// | [`Walking`](Self::Walking) | | `Leaving` | | | | `Ready` | `Away` |
/// | [`Leaving`](Self::Leaving) | `Walking` | | | | | `Away` | `Away` |
///
/// Where the table says nothing, it stays what it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Life {
    /// It is not wanted, and does nothing.
    #[default]
    Away,
    /// It waits out its part of the start jitter. Sent away, it has begun nothing and need not finish anything.
    Hesitating,
    /// It may begin an iteration.
    Ready,
    /// It is within an iteration, and may begin another one.
    Walking,
    /// It is within its last iteration, which is cut off when the graceful time is over.
    Leaving,
}

impl Life {
    pub(super) const fn sent_for(self) -> Self {
        match self {
            Self::Away => Self::Ready,
            Self::Leaving => Self::Walking,
            Self::Hesitating | Self::Ready | Self::Walking => self,
        }
    }

    pub(super) const fn sent_away(self) -> Self {
        match self {
            Self::Hesitating | Self::Ready => Self::Away,
            Self::Walking => Self::Leaving,
            Self::Away | Self::Leaving => self,
        }
    }

    pub(super) const fn hesitates(self) -> Self {
        match self {
            Self::Ready => Self::Hesitating,
            _ => self,
        }
    }

    pub(super) const fn may_begin(self) -> Self {
        match self {
            Self::Hesitating => Self::Ready,
            _ => self,
        }
    }

    pub(super) const fn begins(self) -> Self {
        match self {
            Self::Ready => Self::Walking,
            _ => self,
        }
    }

    pub(super) const fn has_ended(self) -> Self {
        match self {
            Self::Walking => Self::Ready,
            Self::Leaving => Self::Away,
            _ => self,
        }
    }

    pub(super) const fn cut_off(self) -> Self {
        Self::Away
    }

    /// Whether it may begin another iteration, now or after this one.
    pub(super) const fn is_wanted(self) -> bool {
        matches!(self, Self::Hesitating | Self::Ready | Self::Walking)
    }

    /// Whether it is within an iteration.
    pub(super) const fn is_iterating(self) -> bool {
        matches!(self, Self::Walking | Self::Leaving)
    }
}

#[cfg(test)]
mod tests {
    use super::Life::{Away, Hesitating, Leaving, Ready, Walking};
    use super::*;

    #[test]
    fn a_life_is_lived_as_the_table_says() {
        let steps: [fn(Life) -> Life; 6] =
            [Life::sent_for, Life::sent_away, Life::may_begin, Life::begins, Life::has_ended, Life::cut_off];
        for (life, after) in [
            (Away, [Ready, Away, Away, Away, Away, Away]),
            (Hesitating, [Hesitating, Away, Ready, Hesitating, Hesitating, Away]),
            (Ready, [Ready, Away, Ready, Walking, Ready, Away]),
            (Walking, [Walking, Leaving, Walking, Walking, Ready, Away]),
            (Leaving, [Walking, Leaving, Leaving, Leaving, Away, Away]),
        ] {
            assert_eq!(steps.map(|step| step(life)), after, "{life:?}");
        }
    }

    #[test]
    fn one_who_is_sent_away_before_the_first_moment_does_not_hesitate() {
        assert_eq!([Away, Ready].map(Life::hesitates), [Away, Hesitating]);
    }
}
