//! The seam between a platform's back office and the rest of the program.

use std::fmt::Debug;

use url::Url;

use super::known_cost::{CensusItem, KnownCost, RuleCensus};
use crate::http::{Answer, HeaderName, HeaderValue};
use crate::page::{CartState, Page};
use crate::promotion::{BackOffice, CartRule};
use crate::units::secret::Secret;
use crate::words::Message;

/// A name in a query, and its value.
pub type QueryPair = (&'static str, String);

/// Why the back office told nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct RulesError {
    /// One line with what to do about it, which does not repeat the key.
    pub message: Message,
    /// Whether the same question may be answered a moment later.
    pub may_pass: bool,
}

/// How a platform's back office is asked for its cart rules: only by `GET`, and with the key in a header.
pub trait RuleSource: Debug + Sync {
    /// The environment variable that may hold the key.
    fn key_variable(&self) -> &'static str;

    /// What stands in for the key where texts are scrubbed.
    fn key_name(&self) -> &'static str;

    /// Where the rules of a page's shop are.
    fn address(&self, page: &Page) -> Url;

    /// The headers of each question.
    fn headers(&self, key: &Secret) -> Vec<(HeaderName, HeaderValue)>;

    /// The key as it is sent.
    fn sent_key(&self, key: &Secret) -> String;

    /// Asks for the active rules, the newest first: at most so many, from this place in the list on.
    fn list(&self, from: usize, most: usize) -> Vec<QueryPair>;

    /// Asks for the rules of a code, active or not; `None` when it cannot be asked for.
    fn look_up(&self, code: &str) -> Option<Vec<QueryPair>>;

    /// Reads an answer to any of these.
    ///
    /// # Errors
    ///
    /// [`RulesError`] when there are no rules in it.
    fn read(&self, answer: &Answer) -> Result<Vec<CartRule>, RulesError>;

    /// What else is worth a question to tell what the rules cost, and where it is asked, query included. The key need not be
    /// allowed to ask it.
    fn census(&self, _page: &Page, _told: &BackOffice) -> Vec<(CensusItem, Url)> {
        Vec::new()
    }

    /// How many there are in the answer to such a question; `None` when it tells of none.
    fn count(&self, _answer: &Answer) -> Option<u64> {
        None
    }

    /// What the rules are known to cost, the most certain first. `cart` is the trial's cart with everything in it.
    fn known_costs(
        &self,
        _page: &Page,
        _told: &BackOffice,
        _census: &RuleCensus,
        _cart: Option<&CartState>,
    ) -> Vec<KnownCost> {
        Vec::new()
    }
}
