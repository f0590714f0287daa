//! Asks a public shop whether it may be tested with many visitors.

use url::Url;

use super::failure::Failure;
use crate::plan::{Limits, Ownership, PROOF_PATH, ownership_token, proves};
use crate::scrape::Scraper;

/// Looks for the file on the shop, and says what to do when it does not prove anything.
pub(super) async fn prove(limits: Limits, visitor: &mut Scraper, shop: &Url) -> Result<Limits, Failure> {
    let address = shop.join(PROOF_PATH).map_err(anyhow::Error::from)?;
    let why_not = match visitor.small_text(&address).await {
        Ok(content) if proves(&content, &ownership_token(shop)) => {
            return Ok(limits.with_ownership(Ownership::File));
        }
        Ok(_) => format!("{address} is there, but has no line with this shop's token"),
        Err(reason) => reason,
    };
    Err(Failure::Refused(format!("ownership: {}\nownership: {why_not}", limits.demand(shop))))
}

#[cfg(test)]
mod tests;
