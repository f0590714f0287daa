//! `promo-load mcp`: the same for an assistant that starts it and speaks on its standard input and output.

use std::path::PathBuf;

use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;
use rmcp::transport::stdio_pipes;

use super::away::AwayDesk;
use super::port::{Alone, DeskPort};
use super::server::McpServer;
use crate::desk::options::BenchCheck;
use crate::words::{Lang, Message};

/// What assistants speak with.
#[derive(Debug, Clone)]
pub enum McpPlace {
    /// A desk at an address.
    Away(AwayDesk),
    /// No desk.
    Alone {
        /// Reads the arguments of a look.
        check: BenchCheck,
        /// The configuration.
        config: Option<PathBuf>,
        /// Whether private addresses may be looked at.
        private: bool,
    },
}

/// What `mcp` is asked for.
#[derive(Debug, Clone)]
pub struct McpOptions {
    /// What it speaks for.
    pub place: McpPlace,
    /// The language of the sentences.
    pub lang: Lang,
}

/// Speaks on standard input and output until the other end closes.
///
/// # Errors
///
/// What the other end said that is not the protocol.
pub async fn serve_mcp(options: McpOptions) -> Result<(), Message> {
    let McpOptions { place, lang } = options;
    let port = match place {
        McpPlace::Away(desk) => DeskPort::Away(desk),
        McpPlace::Alone { check, config, private } => DeskPort::Alone(Alone { check, config, lang, private }),
    };
    let running = match McpServer::new(port, lang).serve(stdio_pipes()).await {
        Ok(running) => running,
        // It went away before it said anything.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(Message::new("error-mcp-protocol").exact("why", error)),
    };
    running.waiting().await.map_err(|error| Message::heard(&error.to_string()))?;
    Ok(())
}
