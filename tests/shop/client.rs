//! A small HTTP/1.1 client that hides nothing: one connection, no redirects, no cookies of its own.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use promo_load::shop::{DemoShop, ShopConfig};
use serde_json::Value;

/// The page with a promotion.
pub(crate) const MUG: &str = "/en/home-accessories/6-mug-the-best-is-yet-to-come.html";
/// What a browser's script sends.
pub(crate) const JSON: (&str, &str) = ("accept", "application/json, text/javascript, */*; q=0.01");
/// Marks a request of the preparation.
pub(crate) const SETUP: (&str, &str) = ("x-promo-load-phase", "setup");
/// Adds one mug.
pub(crate) const ADD_MUG: &str = "id_product=6&id_customization=0&qty=1&add=1&action=update";

/// A shop on a free port.
pub(crate) fn shop_with(config: ShopConfig) -> DemoShop {
    DemoShop::start(SocketAddr::from(([127, 0, 0, 1], 0)), config).unwrap()
}

/// The same, as it comes.
pub(crate) fn shop() -> DemoShop {
    shop_with(ShopConfig::default())
}

/// One answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The shop's cookies in order, without their attributes.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(name, value)| name == "set-cookie" && value.starts_with("PrestaShop-"))
            .map(|(_, value)| value.split(';').next().unwrap())
            .collect()
    }

    /// The newest one.
    pub(crate) fn cookie(&self) -> String {
        (*self.cookies().last().unwrap()).to_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// A keep-alive connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn new(shop: &DemoShop) -> Client {
        Client::impatient(shop, Duration::from_secs(20))
    }

    /// Gives up when nothing comes for so long.
    pub(crate) fn impatient(shop: &DemoShop, patience: Duration) -> Client {
        let stream = TcpStream::connect(shop.addr()).unwrap();
        stream.set_read_timeout(Some(patience)).unwrap();
        Client { stream: BufReader::new(stream) }
    }

    pub(crate) fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.try_send("GET", path, headers, "").unwrap()
    }

    pub(crate) fn post(&mut self, path: &str, headers: &[(&str, &str)], form: &str) -> Answer {
        let headers = [&[("content-type", "application/x-www-form-urlencoded")], headers].concat();
        self.try_send("POST", path, &headers, form).unwrap()
    }

    /// The same when it may fail.
    pub(crate) fn try_send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<Answer> {
        self.send(method, path, headers, body)?;
        self.receive()
    }

    /// Sends without waiting for the answer.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<()> {
        let mut text = format!("{method} {path} HTTP/1.1\r\ncontent-length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "host") {
            text += &format!("host: {}\r\n", self.stream.get_ref().peer_addr()?);
        }
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        self.stream.get_mut().write_all(format!("{text}\r\n{body}").as_bytes())
    }

    /// The bytes that come until the connection or the patience ends.
    pub(crate) fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        // However it ends, what came before is what counts.
        let _end = self.stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub(crate) fn receive(&mut self) -> io::Result<Answer> {
        let status = self.line()?.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        while let Some((name, value)) = self.line()?.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim_start().to_owned()));
        }
        let mut answer = Answer { status, headers, body: String::new() };
        let mut bytes = Vec::new();
        if answer.header("transfer-encoding") == "chunked" {
            while let size @ 1.. = usize::from_str_radix(&self.line()?, 16).unwrap() {
                let start = bytes.len();
                bytes.resize(start + size, 0);
                self.stream.read_exact(&mut bytes[start..])?;
                self.line()?;
            }
            self.line()?;
        } else {
            bytes.resize(answer.header("content-length").parse().unwrap_or(0), 0);
            self.stream.read_exact(&mut bytes)?;
        }
        answer.body = String::from_utf8_lossy(&bytes).into_owned();
        Ok(answer)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}
