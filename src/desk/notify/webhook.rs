//! Webhooks: a message for each new state of a run that one wants to hear of.

use std::sync::Arc;

use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use jiff::Timestamp;
use url::Url;

use super::Notifier;
use super::message::{self, MessageFacts};
use crate::desk::outward::{OutCall, OutFault, OutReach, SigningSecret, check, send, variable};
use crate::desk::state::DeskState;
use crate::desk::store::{
    DeliveryChannel, DeliveryRow, JobEventRow, JobRow, NewDelivery, StoreFault, WebhookRow, deliveries,
    webhooks,
};
use crate::desk::told::told;
use crate::words::Message;

/// Lets webhooks hear of runs.
pub(super) struct WebhookPost(pub(super) Arc<DeskState>);

impl Notifier for WebhookPost {
    fn name(&self) -> &'static str {
        "webhooks"
    }

    fn notify(&self, event: &JobEventRow, job: &JobRow) -> Result<(), String> {
        let desk = &self.0;
        let (told, link) = (told(desk, job, event.state), desk.outward.link(job.id));
        let (id, state, job, lang) = (event.id, event.state, job.clone(), desk.lang);
        let change = move |database: &rusqlite::Transaction<'_>| {
            let wanted = webhooks::list(database)?.into_iter().filter(|hook| hook.states.contains(&state));
            for hook in wanted {
                let facts = MessageFacts {
                    state,
                    job: &job,
                    told: &told,
                    link: link.as_deref(),
                    at: Timestamp::now(),
                };
                let new = NewDelivery {
                    channel: DeliveryChannel::Webhook,
                    subject: hook.id,
                    event: Some(id),
                    body: message::render(hook.format, &facts, lang),
                };
                deliveries::add(database, &new)?;
            }
            Ok::<_, StoreFault>(())
        };
        desk.store.write_now(change).map_err(|fault| fault.to_string())?;
        desk.outbox.notify_one();
        Ok(())
    }
}

/// Sends a delivery to its webhook.
///
/// # Errors
///
/// [`OutFault`] when it has to be tried again, or never can be delivered.
pub(super) async fn deliver(desk: &DeskState, delivery: &DeliveryRow) -> Result<(), OutFault> {
    let id = delivery.subject;
    let hook = desk.store.read(move |database| webhooks::get(database, id)).await?;
    let hook = hook.ok_or_else(|| OutFault::Never(Message::new("error-desk-not-found")))?;
    // The same each time it is sent, so that the other side takes it once.
    post(&hook, &format!("delivery-{}", delivery.id), delivery.body.clone()).await
}

/// Sends a message to a webhook. The address is read now: a variable that was changed is heeded when the desk is opened again.
///
/// # Errors
///
/// [`OutFault`] when it has to be tried again, or never can be delivered.
pub(in crate::desk) async fn post(hook: &WebhookRow, id: &str, body: String) -> Result<(), OutFault> {
    // It is set when the desk is opened again, which may be soon.
    missing(hook).map_or(Ok(()), |why| Err(OutFault::again(why)))?;
    let url = address(&hook.url_variable, hook.private).map_err(OutFault::Never)?;
    let timestamp = Timestamp::now().as_second();
    let mut headers = vec![
        (HeaderName::from_static("webhook-id"), header(id)?),
        (HeaderName::from_static("webhook-timestamp"), header(&timestamp.to_string())?),
    ];
    if let Some(name) = &hook.secret_variable {
        let unset = || OutFault::Never(Message::new("error-outward-unset").exact("name", name));
        let signed = SigningSecret::new(&variable(name).ok_or_else(unset)?).sign(id, timestamp, &body);
        headers.push((HeaderName::from_static("webhook-signature"), header(&signed)?));
    }
    let call = OutCall { method: Method::POST, url, headers, body: Some(body), reach: reach(hook.private) };
    let answer = send(call).await.map_err(OutFault::again)?;
    check(&answer, Timestamp::now())
}

/// The variable that a webhook needs and the environment does not have.
fn missing(hook: &WebhookRow) -> Option<Message> {
    let names = std::iter::once(&hook.url_variable).chain(&hook.secret_variable);
    let absent = names.into_iter().find(|name| variable(name).is_none())?;
    Some(Message::new("error-outward-unset").exact("name", absent))
}

/// Tells the person who opens the desk of webhooks that cannot be reached.
pub(super) fn look(desk: &DeskState) -> Result<(), StoreFault> {
    for hook in desk.store.read_now(webhooks::list)? {
        let why = missing(&hook).or_else(|| address(&hook.url_variable, hook.private).err());
        if let Some(why) = why {
            let place = format!("webhook {}", hook.name);
            desk.troubles.tell(&Message::new("error-at").exact("place", place).with("why", why));
        }
    }
    Ok(())
}

fn header(text: &str) -> Result<HeaderValue, OutFault> {
    HeaderValue::from_str(text).map_err(|_| OutFault::Never(Message::new("error-outward-unexpected")))
}

const fn reach(private: bool) -> OutReach {
    if private { OutReach::Anywhere } else { OutReach::Public }
}

/// The address in an environment variable, when a webhook may have it.
///
/// # Errors
///
/// Why not; the address itself is a secret, and not said.
pub(in crate::desk) fn address(name: &str, private: bool) -> Result<Url, Message> {
    let text = variable(name).ok_or_else(|| Message::new("error-outward-unset").exact("name", name))?;
    let not_one = || Message::new("error-outward-no-address").exact("name", name);
    let url = Url::parse(text.expose()).ok().filter(Url::has_host).ok_or_else(not_one)?;
    reach(private).allows(&url)?;
    Ok(url)
}
