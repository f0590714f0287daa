//! Opens the desk: its folder, its database, its threads; and its tasks that end by themselves.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FlockOperation, flock};
use rustls::ServerConfig;
use serde_json::json;
use tokio::sync::{Notify, watch};
use url::Url;

use super::access::{FreshToken, Providers, RequestLimits, TokenScope, random_bytes};
use super::bell::Bell;
use super::entrance::Entrance;
use super::error::DeskError;
use super::live::LiveRuns;
use super::marker::MarkerKey;
use super::notify;
use super::options::{DeskOptions, DeskTask};
use super::outward::OutwardSettings;
use super::queue;
use super::state::DeskState;
use super::store::{self, DeskStore, NewAudit, NewToken, StoreFault};
use super::store::{audit, secret, tokens};
use super::troubles::DeskTroubles;
use super::web::{self, Router};
use super::{api, demo, mcp, pages, signin};
use crate::words::Message;

/// The file that an open desk holds locked.
const LOCK: &str = "desk.lock";

/// Opens the desk until `wait` returns, or carries out a task. `demo` is the page of the demo shop, `tell` says a sentence to the
/// person who opened it.
///
/// # Errors
///
/// [`DeskError`] when the desk cannot be opened or the task cannot be done.
pub fn serve(
    options: &DeskOptions,
    demo: Option<&Url>,
    tell: &dyn Fn(&Message),
    wait: impl FnOnce() -> Result<(), Message>,
) -> Result<(), DeskError> {
    make_private(&options.data)?;
    let database = options.data.join(store::FILE);
    if let DeskTask::Backup(file) = &options.task {
        return back_up(&database, file);
    }
    let tls = certificate(options)?;
    let _held = hold(&options.data)?;
    if let DeskTask::Restore(file) = &options.task {
        return restore(options, &database, file, tell);
    }
    make_private(&options.runs)?;
    let desk = open(options, &database)?;
    if options.task == DeskTask::Reindex {
        let listed = queue::reindex(&desk.store, &desk.runs)?;
        tell(&Message::new("desk-reindexed").with("runs", listed));
        return Ok(());
    }
    queue::adopt(&desk.store, &desk.runs)?;
    first_token(&desk, tell)?;
    if let Some(page) = demo {
        demo::prepare(&desk, page)?;
    }
    let (over, ends) = watch::channel(false);
    let router = Router::new([api::routes(), signin::routes(), pages::routes(), mcp::routes()].concat());
    let router = router.shows_problems(pages::problem);
    let (address, server) = web::serve(Arc::clone(&desk), router, options.listen, tls, ends)?;
    let queue = queue::start(Arc::clone(&desk), options.at_once)?;
    let notifiers = notify::start(Arc::clone(&desk))?;
    let outbox = notify::send(Arc::clone(&desk), over.subscribe())?;
    let scheme = if desk.entrance.has_tls { "https" } else { "http" };
    let at = format!("{scheme}://{address}/");
    tell(&match &options.public_url {
        Some(public) => Message::new("desk-at-public").exact("public", public).exact("address", at),
        None => Message::new("desk-at").exact("address", at),
    });
    let waited = wait();
    over.send_replace(true);
    desk.bell.close();
    desk.post.close();
    for thread in [server, queue, notifiers, outbox] {
        // One that panicked has said so.
        let _panicked = thread.join();
    }
    waited.map_err(DeskError::Wait)
}

/// Opens the database, and puts together what all parts share.
fn open(options: &DeskOptions, database: &Path) -> Result<Arc<DeskState>, DeskError> {
    let fresh = random_bytes()?;
    let store = DeskStore::open(database)?;
    let bytes = store.write_now(move |database| secret::kept(database, "comment", fresh))?;
    // A run is started in its folder, wherever the desk was.
    let runs = std::path::absolute(&options.runs)
        .map_err(|source| DeskError::Place { path: options.runs.clone(), source })?;
    Ok(Arc::new(DeskState {
        live: LiveRuns::default(),
        bell: Bell::default(),
        post: Bell::default(),
        outbox: Notify::new(),
        outward: OutwardSettings::read(&options.outward, options.public_url.as_ref())
            .map_err(DeskError::Outward)?,
        store,
        data: options.data.clone(),
        runs,
        troubles: DeskTroubles::new(options.warn),
        config: Arc::clone(&options.config),
        lang: options.lang,
        check: options.check,
        markers: MarkerKey::new(bytes),
        limits: RequestLimits::new(&options.config.desk().limits),
        providers: providers(options)?,
        entrance: Entrance {
            public: options.public_url.clone(),
            has_tls: options.tls.is_some(),
            is_behind_proxy: options.behind_proxy,
        },
    }))
}

/// The desk's certificate. Tokens never go in cleartext to where others reach them, unless a proxy in front speaks TLS.
fn certificate(options: &DeskOptions) -> Result<Option<Arc<ServerConfig>>, DeskError> {
    let is_served = matches!(options.task, DeskTask::Serve | DeskTask::ServeDemo);
    let Some((certificate, key)) = &options.tls else {
        let is_open = is_served && !options.listen.ip().is_loopback() && !options.behind_proxy;
        return if is_open { Err(DeskError::Cleartext(options.listen)) } else { Ok(None) };
    };
    web::read_certificate(certificate, key).map(Some).map_err(DeskError::Settings)
}

/// The providers of sign-in. Where a request may name any host, one that leads people back here has to be said.
fn providers(options: &DeskOptions) -> Result<Providers, DeskError> {
    let variable = |name: &str| std::env::var(name).ok();
    let providers = Providers::read(options.config.desk(), variable).map_err(DeskError::Settings)?;
    if !providers.all().is_empty() && options.public_url.is_none() && !options.listen.ip().is_loopback() {
        return Err(DeskError::Settings(Message::new("error-signin-public-url")));
    }
    Ok(providers)
}

/// Makes a folder that its owner alone can look into.
fn make_private(folder: &Path) -> Result<(), DeskError> {
    use std::os::unix::fs::DirBuilderExt as _;

    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| DeskError::Place { path: folder.to_owned(), source })
}

/// Holds the folder of the desk as long as the file is open.
fn hold(data: &Path) -> Result<File, DeskError> {
    let path = data.join(LOCK);
    let place = |source| DeskError::Place { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(place)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(DeskError::Taken(data.to_owned())),
        Err(error) => Err(place(error.into())),
    }
}

/// Makes a token for the first person, and says it this once, when no token may do everything.
fn first_token(desk: &DeskState, tell: &dyn Fn(&Message)) -> Result<(), DeskError> {
    let token = FreshToken::make()?;
    let hash = token.hash();
    let is_new = desk.store.write_now(move |database| {
        if tokens::admins(database)? > 0 {
            return Ok::<_, StoreFault>(false);
        }
        let (name, person) = ("first".to_owned(), "admin".to_owned());
        tokens::add(database, &NewToken { name, person, scope: TokenScope::Admin, hash })?;
        Ok(true)
    })?;
    if is_new {
        tell(&Message::new("desk-first-token").exact("token", token.reveal()));
    }
    Ok(())
}

/// Copies the database as it is, also while a desk has it open.
fn back_up(database: &Path, file: &Path) -> Result<(), DeskError> {
    if file.exists() {
        return Err(DeskError::Exists(file.to_owned()));
    }
    Ok(DeskStore::open(database)?.back_up(file)?)
}

/// Puts a copy in the place of the database, whole or not at all. The database that was there is kept beside it. Runs that are newer
/// than the copy are listed again.
fn restore(
    options: &DeskOptions,
    database: &Path,
    file: &Path,
    tell: &dyn Fn(&Message),
) -> Result<(), DeskError> {
    if !store::is_backup(file) {
        return Err(DeskError::NotABackup(file.to_owned()));
    }
    let place = |path: &Path| {
        let path = path.to_owned();
        move |source| DeskError::Place { path, source }
    };
    let beside = database.with_extension("restored");
    fs::copy(file, &beside).map_err(place(&beside))?;
    fs::set_permissions(&beside, Permissions::from_mode(0o600)).map_err(place(&beside))?;
    File::open(&beside).and_then(|copy| copy.sync_all()).map_err(place(&beside))?;
    for ending in ["", "-wal", "-shm"] {
        let old = PathBuf::from(format!("{}{ending}", database.display()));
        let kept = PathBuf::from(format!("{}.before{ending}", database.display()));
        if old.exists() {
            fs::set_permissions(&old, Permissions::from_mode(0o600)).map_err(place(&old))?;
            fs::rename(&old, &kept).map_err(place(&old))?;
        }
    }
    fs::rename(&beside, database).map_err(place(database))?;
    let store = DeskStore::open(database)?;
    let listed = queue::adopt(&store, &options.runs)?;
    store.write_now(move |database| {
        let (subject, detail) = ("desk".to_owned(), json!({ "runs": listed }));
        audit::add(database, &NewAudit { person: "desk", action: "desk.restore", subject, detail })
    })?;
    tell(&Message::new("desk-reindexed").with("runs", listed));
    Ok(())
}
