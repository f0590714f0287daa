//! The control API of a command: it watches each run, and may pause and stop it.

use std::net::SocketAddr;

use super::Follower;
use crate::app::failure::Failure;
use crate::app::process::note;
use crate::app::secrets::know;
use crate::run::{ControlApi, Controller, Listener, Reach, Tick};
use crate::units::secret::Secret;
use crate::words::{Lang, Message};

/// Offers the control API. Its token comes from the environment only: everyone on the machine sees flags.
pub(in crate::app) fn listen(address: SocketAddr, remote: bool, lang: Lang) -> Result<ControlApi, Failure> {
    let reach = if remote { Reach::Remote } else { Reach::Loopback };
    let token = std::env::var("PROMO_LOAD_CONTROL_TOKEN").unwrap_or_default();
    know("control_token", Secret::new(&token));
    let control =
        ControlApi::listen(address, &token, reach).map_err(|error| Failure::Usage(error.to_string()))?;
    let status = format!("http://{}/v1/status", control.address());
    note(&format!("{}\n", Message::new("control-at").with("address", status).say(lang)));
    Ok(control)
}

/// Tells the control API how the runs go.
pub(super) struct ControlListener<'a> {
    pub(super) control: &'a ControlApi,
    pub(super) run_id: &'a str,
}

impl Listener for ControlListener<'_> {
    fn begin(&mut self, controller: &Controller) {
        self.control.begin(controller.clone());
    }

    fn second(&mut self, tick: &Tick<'_>) {
        self.control.show(self.run_id, tick);
    }
}

impl Follower for ControlListener<'_> {}
