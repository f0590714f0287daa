//! Asks a public shop whether it may be tested with many visitors.

use url::Url;

use super::failure::Failure;
use super::notes::Note;
use crate::plan::{Limits, Ownership, PROOF_PATH, ownership_token, proves};
use crate::scrape::Scraper;
use crate::words::Message;

/// Looks for the file on the shop. Without it the limits stay as they are, and a note says what would lift them.
///
/// # Errors
///
/// [`Failure::Refused`] with what to do when the proof `is_needed` and is not there.
pub(super) async fn prove(
    limits: Limits,
    visitor: &mut Scraper,
    shop: &Url,
    is_needed: bool,
) -> Result<(Limits, Option<Note>), Failure> {
    let address = shop.join(PROOF_PATH).map_err(Failure::unforeseen)?;
    let why_not = match visitor.small_text(&address).await {
        Ok(content) if proves(&content, &ownership_token(shop)) => {
            return Ok((limits.with_ownership(Ownership::File), None));
        }
        Ok(_) => Message::new("ownership-no-token").with("address", address.as_str()),
        Err(reason) => reason,
    };
    let demand = limits.demand(shop);
    if is_needed {
        return Err(Failure::Refused(Message::lines(vec![
            Message::new("error-ownership").with("why", demand),
            Message::new("error-ownership").with("why", why_not),
        ])));
    }
    Ok((limits, Some(Note::Unproven { demand, why: why_not })))
}

#[cfg(test)]
mod tests;
