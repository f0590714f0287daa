//! The demo shop over real HTTP: what it answers, what it counts, and how it fails.

// `cfg(test)` tells the lints that helpers of tests are tests.
#[cfg(test)]
mod carts;
#[cfg(test)]
pub(crate) mod client;
#[cfg(test)]
mod counters;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod misbehaviour;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod webservice;
#[cfg(test)]
mod woo;
