//! The way to make connections (protocol, certificates, addresses, proxy), which a run decides once for all its visitors.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;

use super::cap::Cap;
use super::proxy::Proxy;
use super::resolve::{DnsUse, Resolver};
use super::site::Site;
use super::tls::{TlsError, TlsOptions, client_config, without_sessions};
use super::version::HttpVersion;

/// The user's choices about connections.
#[derive(Debug, Clone, Default)]
pub struct NetworkOptions {
    /// Trusted certificates and our own.
    pub tls: TlsOptions,
    /// The resolver of host names.
    pub resolver: Resolver,
    /// The proxy of every connection; `None` connects directly.
    pub proxy: Option<Proxy>,
    /// The width of the heads of the shop's answers; clones share it.
    pub heads: Heads,
}

/// Whether a shop's answers have more headers than the 100 that HTTP/1.1 connections accept at first. Set by the first such
/// answer, and used by all connections that are made from then on.
#[derive(Debug, Clone, Default)]
pub struct Heads {
    wide: Arc<AtomicBool>,
}

impl Heads {
    pub(super) fn are_wide(&self) -> bool {
        self.wide.load(Ordering::Relaxed)
    }

    /// Notes that an answer had more headers.
    pub(super) fn found_wide(&self) {
        self.wide.store(true, Ordering::Relaxed);
    }
}

/// Makes connections to one site. Clones share certificates and known addresses.
#[derive(Debug, Clone)]
pub struct Network {
    /// The only site that connections are made to.
    pub(super) site: Site,
    pub(super) version: HttpVersion,
    tls: Arc<Lazy>,
    pub(super) resolver: Resolver,
    pub(super) proxy: Option<Proxy>,
    pub(super) heads: Heads,
    pub(super) cap: Cap,
}

/// TLS settings, made at their first use: reading the system's authorities takes some 20 ms.
#[derive(Debug)]
struct Lazy {
    options: TlsOptions,
    made: OnceLock<Result<Arc<ClientConfig>, TlsError>>,
}

impl Network {
    /// Keeps the choices for one site; files are not read yet.
    #[must_use]
    pub fn new(site: Site, options: &NetworkOptions, version: HttpVersion) -> Self {
        Self {
            site,
            version,
            tls: Arc::new(Lazy { options: options.tls.clone(), made: OnceLock::new() }),
            resolver: options.resolver.clone(),
            proxy: options.proxy.clone(),
            heads: options.heads.clone(),
            cap: Cap::default(),
        }
    }

    /// The only site that connections are made to.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// Makes a second attempt at a request wait for this cap as well. The caller waits for the first attempt itself, because it
    /// measures that time.
    #[must_use]
    pub fn within(self, cap: Cap) -> Self {
        Self { cap, ..self }
    }

    /// Sets how long answers of DNS are used.
    #[must_use]
    pub fn with_dns(self, answers: DnsUse) -> Self {
        Self { resolver: self.resolver.using(answers), ..self }
    }

    /// Prepares TLS, so that the first connection does not wait for it.
    ///
    /// # Errors
    ///
    /// [`TlsError`] when the TLS library refuses the certificates.
    pub fn prepare_tls(&self) -> Result<(), TlsError> {
        self.tls().map(|_| ())
    }

    fn tls(&self) -> Result<&Arc<ClientConfig>, TlsError> {
        let Lazy { options, made } = &*self.tls;
        made.get_or_init(|| client_config(options, self.version)).as_ref().map_err(Clone::clone)
    }

    /// TLS settings with sessions for one visitor alone: a new visitor has no ticket to resume with.
    pub(super) fn tls_of_a_visitor(&self) -> Result<Arc<ClientConfig>, TlsError> {
        Ok(without_sessions(self.tls()?))
    }
}
