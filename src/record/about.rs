//! What is known of a run before its first request.

use serde::{Deserialize, Serialize, Serializer};

use super::permission::Permission;
use super::run::{LoadLine, PageLine, PromotionLine};
use crate::grade::Landing;
use crate::metric::Machine;

/// What is run, and where: what a report says beside the numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The promo-load that runs.
    pub tool_version: String,
    /// Names the run.
    pub run_id: String,
    /// When the load began.
    pub started: jiff::Timestamp,
    /// The tested address; credentials in it are dropped wherever it is written.
    #[serde(serialize_with = "target")]
    pub target: url::Url,
    /// The tested page.
    pub page: PageLine,
    /// `local`, `preprod` or `prod`.
    pub environment: String,
    /// `read-only` or `full`.
    pub mode: String,
    /// What showed that the shop may be tested; absent in older logs.
    pub permission: Option<Permission>,
    /// What was planned.
    pub load: LoadLine,
    /// HTTP methods of the steps, in the layout's order; steps beyond its end have none.
    pub methods: Vec<Option<String>>,
    /// The promotions under test.
    pub promotions: Vec<PromotionLine>,
    /// For each check of the layout, whether it proves a promotion; absent ones do not.
    pub promotion_checks: Vec<bool>,
    /// How many shoppers at once are expected, when that was said.
    pub expected_shoppers: Option<u64>,
    /// The answer that brought the landing page at set-up, when it was fetched.
    pub landing: Option<Landing>,
    /// Whether each iteration had new connections.
    pub connections_per_iteration: bool,
    /// What it runs on.
    pub machine: Machine,
    /// What a reader must know about the numbers.
    pub notes: Vec<String>,
}

/// Files are passed on: a password in the address must not travel with them.
pub(super) fn without_credentials(target: &url::Url) -> url::Url {
    let mut target = target.clone();
    // Both fail only for addresses that cannot carry credentials at all.
    let _ = target.set_username("");
    let _ = target.set_password(None);
    target
}

fn target<S: Serializer>(target: &url::Url, serializer: S) -> Result<S::Ok, S::Error> {
    without_credentials(target).serialize(serializer)
}
