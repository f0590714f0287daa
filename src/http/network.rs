//! How connections are made: protocol, certificates, addresses, proxy. What a run decides once for all its visitors.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;

use super::cap::Cap;
use super::proxy::Proxy;
use super::resolve::{DnsUse, Resolver};
use super::site::Site;
use super::tls::{TlsError, TlsOptions, client_config, without_sessions};
use super::version::HttpVersion;

/// What the user decides about connections.
#[derive(Debug, Clone, Default)]
pub struct NetworkOptions {
    /// Certificates.
    pub tls: TlsOptions,
    /// Names to addresses.
    pub resolver: Resolver,
    /// What every connection goes through.
    pub proxy: Option<Proxy>,
    /// What is known of the heads of the shop's answers; clones share it.
    pub heads: Heads,
}

/// Whether a shop's answers have more headers than HTTP/1.1 connections read without asking, which is 100. Found out when one
/// comes, and known to all connections that are made from then on.
#[derive(Debug, Clone, Default)]
pub struct Heads {
    wide: Arc<AtomicBool>,
}

impl Heads {
    pub(super) fn are_wide(&self) -> bool {
        self.wide.load(Ordering::Relaxed)
    }

    /// An answer had more headers.
    pub(super) fn found_wide(&self) {
        self.wide.store(true, Ordering::Relaxed);
    }
}

/// Ready to make connections. Clones share certificates and known addresses.
#[derive(Debug, Clone)]
pub struct Network {
    /// The only place that connections are made to.
    pub(super) site: Site,
    pub(super) version: HttpVersion,
    tls: Arc<Lazy>,
    pub(super) resolver: Resolver,
    pub(super) proxy: Option<Proxy>,
    pub(super) heads: Heads,
    pub(super) cap: Cap,
}

/// TLS settings, made when they are first needed: reading the system's authorities takes some 20 ms.
#[derive(Debug)]
struct Lazy {
    options: TlsOptions,
    made: OnceLock<Result<Arc<ClientConfig>, TlsError>>,
}

impl Network {
    /// Takes the decisions for one site; nothing is read yet.
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

    /// The only place that connections are made to.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The same where a second attempt at a request has to wait for this cap, too. The leave for the first one is its
    /// sender's matter, who measures the time that it takes.
    #[must_use]
    pub fn within(self, cap: Cap) -> Self {
        Self { cap, ..self }
    }

    /// The same with answers of DNS that are used for so long.
    #[must_use]
    pub fn with_dns(self, answers: DnsUse) -> Self {
        Self { resolver: self.resolver.using(answers), ..self }
    }

    /// Makes ready for TLS, so that the first connection need not wait for it.
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

    /// TLS for one visitor, whose sessions are nobody else's: a new visitor has no ticket to resume with.
    pub(super) fn tls_of_a_visitor(&self) -> Result<Arc<ClientConfig>, TlsError> {
        Ok(without_sessions(self.tls()?))
    }
}
