//! `promo-load mcp`: the desk for an assistant that starts it.

use std::path::Path;
use std::sync::Arc;

use tokio::task::LocalSet;
use url::Url;

use super::failure::{Ended, Failure};
use super::secrets::know;
use super::signals::Signals;
use super::target::TargetOptions;
use crate::config::Config;
use crate::desk::{AwayDesk, BenchCheck, McpOptions, McpPlace, serve_mcp};
use crate::units::secret::Secret;
use crate::words::{Lang, Message};

/// The environment variable with the token of the desk.
const TOKEN_VARIABLE: &str = "PROMO_LOAD_DESK_TOKEN";

/// What `mcp` is asked for.
#[derive(Debug, Clone)]
pub struct AssistantOptions {
    /// The address of the desk; absent: pages are looked at without one.
    pub desk: Option<Url>,
    /// Whether pages of private addresses may be looked at without a desk.
    pub private: bool,
    /// The configuration, which looks read, too.
    pub config: Arc<Config>,
    /// The language of the sentences.
    pub lang: Lang,
    /// Reads the arguments of a look.
    pub check: BenchCheck,
}

/// Speaks with an assistant on standard input and output until it goes or a signal comes.
///
/// # Errors
///
/// [`Failure`] when the desk cannot be asked, or what comes is not the protocol.
pub fn mcp(options: &AssistantOptions) -> Result<Ended, Failure> {
    let signals = Signals::install()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let speaking = async {
        let place = place(options).await?;
        let options = McpOptions { place, lang: options.lang };
        tokio::select! {
            spoken = serve_mcp(options) => spoken.map_err(Failure::Usage),
            () = signals.received() => Ok(()),
        }
    };
    let spoken = LocalSet::new().block_on(&runtime, speaking);
    // A read of standard input may still wait, and cannot be called back.
    runtime.shutdown_background();
    spoken.map(|()| Ended::Held)
}

async fn place(options: &AssistantOptions) -> Result<McpPlace, Failure> {
    let Some(address) = &options.desk else {
        let config = options.config.path().map(Path::to_owned);
        return Ok(McpPlace::Alone { check: options.check, config, private: options.private });
    };
    let token = std::env::var(TOKEN_VARIABLE).ok().and_then(|token| Secret::new(&token));
    let token = token.ok_or_else(|| Failure::Usage(Message::new("error-mcp-no-token")))?;
    know(TOKEN_VARIABLE, [token.clone()]);
    let reach = TargetOptions {
        config: Arc::clone(&options.config),
        ca_certificates: options.config.defaults().cacert.clone(),
        ..TargetOptions::default()
    };
    let desk = AwayDesk::at(address, &token, &reach.network()?).await.map_err(Failure::Usage)?;
    Ok(McpPlace::Away(desk))
}
