//! What a virtual user keeps from one iteration to the next.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::asides::Asides;
use super::just_now::JustNow;
use super::kept::ShopperMemory;
use crate::http::Client;
use crate::metric::Micros;
use crate::plan::PlannedJourney;
use crate::run::assets::Copies;
use crate::run::choice::generator;
use crate::run::slot::Slot;
use crate::run::worker::Worker;
use crate::scenario::{Lifetime, Pick, Values};

/// A virtual user.
pub(in crate::run) struct VirtualUser {
    pub(super) worker: Rc<Worker>,
    pub(super) slot: Rc<Slot>,
    pub(super) client: Rc<Client>,
    pub(super) values: Values,
    pub(super) random: fastrand::Rng,
    /// Its number, counted from 0.
    pub(super) id: u32,
    /// The files that its browser keeps.
    pub(super) copies: Copies,
    /// What it keeps of the steps that it walks once.
    pub(super) kept: ShopperMemory,
    /// What the scripts of its pages ask beside it.
    pub(super) asides: Asides,
    pub(super) clock: JustNow,
    /// Room for the times of an iteration's pages, in microseconds; used where an iteration is a shopper of its own.
    pub(super) waits: Vec<Micros>,
}

impl VirtualUser {
    /// The virtual user with this number, counted from 0. Its choices depend only on the plan's seed and its
    /// number.
    pub(in crate::run) fn new(worker: Rc<Worker>, slot: Rc<Slot>, id: u32) -> Self {
        Self {
            client: Rc::new(Client::new(Rc::clone(&worker.client_settings))),
            asides: Asides::default(),
            values: Values::of(worker.plan().data())
                .in_run(worker.plan().seed(), Arc::clone(&worker.shared.run_id)),
            random: generator(worker.plan().seed().wrapping_add(slot.iterations.get()), id),
            id,
            copies: Copies::default(),
            kept: ShopperMemory::default(),
            clock: JustNow::default(),
            waits: Vec::new(),
            slot,
            worker,
        }
    }

    /// Forgets what it keeps for one iteration only.
    pub(super) fn forget(&mut self) {
        let plan = self.worker.plan();
        if plan.cookies() == Lifetime::PerIteration {
            self.client.forget_cookies();
            self.copies.clear();
        }
        if plan.connections() == Lifetime::PerIteration {
            self.client.forget_connections();
        }
    }

    /// Gets its rows of the data sources that the journey uses, but for those that it keeps.
    pub(super) fn deal(&mut self, journey: &PlannedJourney) {
        for source in &journey.data {
            if self.worker.plan().keeps_row(*source) && !self.kept.is_first_row(*source) {
                continue;
            }
            let data = &self.worker.plan().data().sources()[*source];
            let row = match data.pick {
                Pick::Sequential => {
                    let dealt = self.worker.shared.rows_dealt[*source].fetch_add(1, Ordering::Relaxed);
                    self.worker.shared.share.row(data, dealt)
                }
                Pick::Random => self.random.usize(..data.table.rows().max(1)),
                Pick::Unique => self.id as usize,
            };
            self.values.deal(*source, row);
        }
    }
}
