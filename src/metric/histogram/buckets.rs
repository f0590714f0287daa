//! The counts of a histogram's buckets, in memory that grows with the number of buckets in use.
//!
//! The buckets are HdrHistogram's of three significant digits: up to 2,047 µs one for each value, then 1,024 for each doubling.
//! All of 1 µs to 1 h are 23,552, or 190 KB; a step of a run uses a few dozen of them in a second, a few hundred in an hour, at
//! four bytes each.

use super::super::Micros;

/// The greatest value with a bucket, one hour in microseconds; longer ones are counted there.
pub(super) const HIGHEST: Micros = 3_600_000_000;
/// The value below which each value has a bucket of its own: the first power of two with three significant digits.
const EXACT: u64 = 2_048;
/// The number of buckets for each doubling above.
const DOUBLING: u16 = 1_024;

/// The greatest count of a bucket: that of a million requests a second for nine years.
pub(super) const MOST: u64 = (1 << 48) - 1;

/// The bits of an entry that hold its count; the bucket is above them, so entries are in the order of their buckets.
const COUNT_BITS: u32 = 17;
/// The greatest count of an entry; a greater one needs the dense form.
const MOST_SPARSE: u64 = (1 << COUNT_BITS) - 1;

/// The number of entries up to which a search is fast enough.
const FEW: usize = 64;
/// The number of values since the last clearing from which the dense form pays off, because it finds a bucket at once.
const BUSY: u64 = 1_024;

/// The bucket of a value.
pub(super) const fn bucket(micros: Micros) -> u16 {
    let value = if micros < HIGHEST { micros } else { HIGHEST };
    // The number of halvings after which the value differs from its neighbours by one.
    let halvings = (value | (EXACT - 1)).ilog2() - (EXACT - 1).ilog2();
    // The result is below 23,552, because HIGHEST is below 2^32.
    (halvings as u16) * DOUBLING + (value >> halvings) as u16
}

/// The bucket of the greatest value.
pub(super) const LAST: u16 = bucket(HIGHEST);

/// The smallest value of a bucket.
pub(super) const fn lowest(bucket: u16) -> Micros {
    let halvings = halvings(bucket);
    ((bucket - halvings * DOUBLING) as Micros) << halvings
}

/// The greatest value of a bucket.
pub(super) const fn highest(bucket: u16) -> Micros {
    lowest(bucket) + (1 << halvings(bucket)) - 1
}

const fn halvings(bucket: u16) -> u16 {
    (bucket / DOUBLING).saturating_sub(1)
}

/// Counts by bucket.
#[derive(Debug, Clone)]
pub(super) struct Buckets {
    /// The count of the value 0, which is the most frequent one: most requests do not have most phases.
    zeros: u64,
    form: BucketForm,
    total: u64,
}

#[derive(Debug, Clone)]
enum BucketForm {
    /// Bucket and count of each bucket in use, ascending.
    Sparse(Vec<u32>),
    /// The counts of all buckets from this one on, in whole doublings: for a thread that uses hundreds of them in a second, and
    /// for counts that no entry can hold.
    Dense(u16, Vec<u64>),
}

/// Packs an entry; the count is at most [`MOST_SPARSE`].
const fn entry(bucket: u16, count: u64) -> u32 {
    (bucket as u32) << COUNT_BITS | count as u32
}

const fn bucket_of(entry: u32) -> u16 {
    (entry >> COUNT_BITS) as u16
}

const fn count_of(entry: u32) -> u64 {
    entry as u64 & MOST_SPARSE
}

/// Whether an entry has room for this many more.
const fn holds(entry: u32, times: u64) -> bool {
    count_of(entry).saturating_add(times) <= MOST_SPARSE
}

impl Buckets {
    /// Creates empty counts without memory.
    pub(super) const fn new() -> Self {
        Self { zeros: 0, form: BucketForm::Sparse(Vec::new()), total: 0 }
    }

    /// Adds to the count of a bucket. Allocates for a new bucket without room.
    pub(super) fn add(&mut self, bucket: u16, times: u64) {
        self.total = self.total.saturating_add(times);
        if bucket == 0 {
            self.zeros = self.zeros.saturating_add(times);
            return;
        }
        self.add_above_zero(bucket, times);
    }

    fn add_above_zero(&mut self, bucket: u16, times: u64) {
        let entries = match &mut self.form {
            BucketForm::Sparse(entries) => entries,
            BucketForm::Dense(first, counts) => return add_dense(first, counts, bucket, times),
        };
        let place = entries.partition_point(|entry| bucket_of(*entry) < bucket);
        let known = entries.get(place).copied().filter(|found| bucket_of(*found) == bucket);
        if !holds(known.unwrap_or(0), times) {
            self.spread_out();
            return self.add_above_zero(bucket, times);
        }
        match known {
            Some(found) => entries[place] = entry(bucket, count_of(found) + times),
            None => entries.insert(place, entry(bucket, times)),
        }
        if entries.len() >= FEW && self.total >= BUSY {
            self.spread_out();
        }
    }

    /// Changes to the dense form.
    fn spread_out(&mut self) {
        let BucketForm::Sparse(entries) = &self.form else { return };
        let (mut first, mut counts) = (0, Vec::new());
        if let (Some(low), Some(high)) = (entries.first(), entries.last()) {
            cover(&mut first, &mut counts, bucket_of(*low), bucket_of(*high));
        }
        for entry in entries {
            counts[usize::from(bucket_of(*entry) - first)] = count_of(*entry);
        }
        self.form = BucketForm::Dense(first, counts);
    }

    /// Adds all counts of others. Allocates when others have more buckets than there is room for.
    pub(super) fn merge(&mut self, others: &Self) {
        self.total = self.total.saturating_add(others.total);
        self.zeros = self.zeros.saturating_add(others.zeros);
        if let BucketForm::Sparse(entries) = &mut self.form {
            if merge_into(entries, others) {
                return;
            }
            self.spread_out();
        }
        if let BucketForm::Dense(first, counts) = &mut self.form
            && let (Some((low, _)), Some((high, _))) =
                (others.above_zero().next(), others.above_zero().next_back())
        {
            cover(first, counts, low, high);
            for (bucket, times) in others.above_zero() {
                let count = &mut counts[usize::from(bucket - *first)];
                *count = count.saturating_add(times);
            }
        }
    }

    /// Subtracts counts that were added before.
    pub(super) fn remove(&mut self, others: &Self) {
        let mut gone = others.above_zero().peekable();
        self.zeros = self.zeros.saturating_sub(others.zeros);
        let mut total = self.zeros;
        let mut left = |bucket: u16, count: u64| {
            while gone.next_if(|(other, _)| *other < bucket).is_some() {}
            let less = gone.next_if(|(other, _)| *other == bucket).map_or(0, |(_, times)| times);
            total += count.saturating_sub(less);
            count.saturating_sub(less)
        };
        match &mut self.form {
            BucketForm::Sparse(entries) => entries.retain_mut(|found| {
                let count = left(bucket_of(*found), count_of(*found));
                *found = entry(bucket_of(*found), count);
                count > 0
            }),
            BucketForm::Dense(first, counts) => {
                (*first..).zip(counts).for_each(|(bucket, count)| *count = left(bucket, *count));
            }
        }
        self.total = total;
    }

    /// Removes all counts and keeps the memory. With fewer values than before, buckets are searched for again.
    pub(super) fn clear(&mut self) {
        match &mut self.form {
            BucketForm::Sparse(entries) => entries.clear(),
            BucketForm::Dense(_, counts) if self.total >= BUSY / 4 => counts.fill(0),
            BucketForm::Dense(..) => self.form = BucketForm::Sparse(Vec::new()),
        }
        (self.zeros, self.total) = (0, 0);
    }

    /// The number of values.
    pub(super) const fn total(&self) -> u64 {
        self.total
    }

    /// The buckets in use, ascending, with their counts.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (u16, u64)> + '_ {
        let zeros = (self.zeros > 0).then_some((0, self.zeros));
        zeros.into_iter().chain(self.above_zero())
    }

    fn above_zero(&self) -> impl DoubleEndedIterator<Item = (u16, u64)> + '_ {
        let (entries, first, counts) = match &self.form {
            BucketForm::Sparse(entries) => (&entries[..], 0, &[][..]),
            BucketForm::Dense(first, counts) => (&[][..], *first, &counts[..]),
        };
        let dense = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let dense = dense.map(move |(place, count)| (first + place as u16, *count));
        entries.iter().map(|entry| (bucket_of(*entry), count_of(*entry))).chain(dense)
    }
}

/// The first bucket of the doubling that contains this one.
const fn start_of(bucket: u16) -> u16 {
    bucket / DOUBLING * DOUBLING
}

fn add_dense(first: &mut u16, counts: &mut Vec<u64>, bucket: u16, times: u64) {
    let place = usize::from(bucket.wrapping_sub(*first));
    match counts.get_mut(place) {
        Some(count) => *count = count.saturating_add(times),
        None => {
            cover(first, counts, bucket, bucket);
            counts[usize::from(bucket - *first)] += times;
        }
    }
}

/// Extends the counts, which begin at the bucket `first`, to cover the buckets from `low` to `high`, in whole doublings.
fn cover(first: &mut u16, counts: &mut Vec<u64>, low: u16, high: u16) {
    let start = start_of(low);
    if counts.is_empty() {
        *first = start;
    } else if start < *first {
        counts.splice(0..0, std::iter::repeat_n(0, usize::from(*first - start)));
        *first = start;
    }
    let needed = usize::from(high / DOUBLING + 1) * usize::from(DOUBLING) - usize::from(*first);
    if counts.len() < needed {
        counts.resize(needed, 0);
    }
}

/// Adds counts to entries, from the end on, so that nothing moves twice. Returns whether the entries can hold the counts;
/// otherwise nothing is changed. Places are searched for: a second of a step adds a few counts to hundreds.
fn merge_into(entries: &mut Vec<u32>, others: &Buckets) -> bool {
    let (mut from, mut missing) = (entries.len(), 0);
    let mut rest = &entries[..];
    for (bucket, times) in others.above_zero() {
        rest = &rest[rest.partition_point(|entry| bucket_of(*entry) < bucket)..];
        let found = rest.first().copied().filter(|entry| bucket_of(*entry) == bucket);
        if !holds(found.unwrap_or(0), times) {
            return false;
        }
        missing += usize::from(found.is_none());
    }
    let mut to = from + missing;
    if to > entries.capacity() {
        // Merging happens at most once a second: less unused room is worth more than fewer moves.
        entries.reserve_exact(missing + to / 8);
    }
    entries.resize(to, 0);
    for (bucket, times) in others.above_zero().rev() {
        let greater = entries[..from].partition_point(|entry| bucket_of(*entry) <= bucket);
        let moved = from - greater;
        entries.copy_within(greater..from, to - moved);
        (from, to) = (greater, to - moved - 1);
        let known = from.checked_sub(1).filter(|place| bucket_of(entries[*place]) == bucket);
        let before = known.map_or(0, |place| count_of(entries[place]));
        from = known.unwrap_or(from);
        entries[to] = entry(bucket, before + times);
    }
    true
}
