//! The facts about a run that are known before its first request.

use serde::{Deserialize, Serialize, Serializer};

use super::permission::Permission;
use super::run::{LoadLine, PageLine, PromotionLine};
use super::sentence;
use crate::grade::{Finding, Landing};
use crate::metric::Machine;
use crate::words::Message;

/// The facts of a report besides the numbers: the test, its target and its surroundings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The version of promo-load that runs.
    pub tool_version: String,
    /// The identifier of the run.
    pub run_id: String,
    /// The beginning of the load.
    pub started: jiff::Timestamp,
    /// The tested address; credentials in it are left out wherever it is written.
    #[serde(serialize_with = "target")]
    pub target: url::Url,
    /// The title and the kind of the tested page.
    pub page: PageLine,
    /// The environment: `local`, `preprod` or `prod`.
    pub environment: String,
    /// The mode: `read-only` or `full`.
    pub mode: String,
    /// The proof that the shop may be tested; absent in older logs.
    pub permission: Option<Permission>,
    /// The planned load, in words and numbers.
    pub load: LoadLine,
    /// HTTP methods of the steps, in the layout's order; steps beyond its end have none.
    pub methods: Vec<Option<String>>,
    /// The promotions under test.
    pub promotions: Vec<PromotionLine>,
    /// For each check of the layout, whether it proves a promotion; absent ones do not.
    pub promotion_checks: Vec<bool>,
    /// The expected number of shoppers at once, if it is given.
    pub expected_shoppers: Option<u64>,
    /// The answer with the landing page at set-up, if it was fetched.
    pub landing: Option<Landing>,
    /// What was found out about the shop before the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Finding>,
    /// Whether each iteration has new connections.
    pub connections_per_iteration: bool,
    /// What the scripts of the pages ask by themselves and the load does not send, in a word each.
    #[serde(default)]
    pub background_left_out: Vec<String>,
    /// The machine of the generator.
    pub machine: Machine,
    /// Facts that a reader needs to understand the numbers.
    #[serde(deserialize_with = "sentence::read_all")]
    pub notes: Vec<Message>,
}

/// Removes the credentials from an address, because files are passed on to others.
pub(super) fn without_credentials(target: &url::Url) -> url::Url {
    let mut target = target.clone();
    // Both calls fail only for addresses that cannot carry credentials.
    let _ = target.set_username("");
    let _ = target.set_password(None);
    target
}

fn target<S: Serializer>(target: &url::Url, serializer: S) -> Result<S::Ok, S::Error> {
    without_credentials(target).serialize(serializer)
}
