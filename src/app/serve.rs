//! `promo-load serve`: the team's desk until a signal comes.

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

use super::demo_shop::demo_config;
use super::failure::{Ended, Failure};
use super::process::{in_runtime, say};
use super::signals::Signals;
use crate::desk::{self, DeskError, DeskOptions, DeskTask};
use crate::shop::{DemoPlatform, DemoShop};
use crate::words::Message;

/// Opens the desk until a signal comes, or carries out one of its tasks.
///
/// # Errors
///
/// [`Failure`] when it cannot be opened.
pub fn serve(options: &DeskOptions) -> Result<Ended, Failure> {
    let signals = Signals::install()?;
    let shop = if options.task == DeskTask::ServeDemo { Some(demo()?) } else { None };
    let page = shop.as_ref().map(|(_, page)| page);
    // The desk stays open when standard output has no reader.
    let tell = |message: &Message| drop(say(message));
    let wait = || {
        let waited = in_runtime(async {
            signals.received().await;
            Ok(())
        });
        waited.map_err(|failure| Message::from(&failure))
    };
    desk::serve(options, page, &tell, wait)?;
    Ok(Ended::Held)
}

/// The demo shop at a free port, and its promotion page.
fn demo() -> Result<(DemoShop, Url), Failure> {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let shop = DemoShop::start(loopback, demo_config(DemoPlatform::default()))
        .map_err(|error| Failure::Unexpected(Message::from(&error)))?;
    let page = Url::parse(&shop.base_url()).and_then(|base| base.join(shop.promotion_path()));
    let page = page.map_err(Failure::unforeseen)?;
    Ok((shop, page))
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        let message = Message::from(&error);
        match error {
            DeskError::Taken(_)
            | DeskError::Listen { .. }
            | DeskError::NotABackup(_)
            | DeskError::Exists(_)
            | DeskError::Cleartext(_)
            | DeskError::Outward(_)
            | DeskError::Settings(_) => Self::Usage(message),
            _ => Self::Unexpected(message),
        }
    }
}
