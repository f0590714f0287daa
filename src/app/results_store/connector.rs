//! The HTTP of the object store: hyper's own client. The store's crate would bring another one, and another library for TLS.

use async_trait::async_trait;
use http_body_util::BodyExt as _;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector as TcpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
    HttpResponseBody, HttpService,
};
use object_store::{ClientConfigKey, ClientOptions};
use rustls::crypto::ring;

/// Connects to the authorities that the system trusts, and without TLS where `AWS_ALLOW_HTTP` says so.
#[derive(Debug)]
pub(super) struct HyperConnector;

#[derive(Debug)]
struct HyperService(Client<HttpsConnector<TcpConnector>, HttpRequestBody>);

impl HttpConnector for HyperConnector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let builder =
            HttpsConnectorBuilder::new()
                .with_provider_and_native_roots(ring::default_provider())
                .map_err(|error| object_store::Error::Generic { store: "S3", source: Box::new(error) })?;
        let is_plain = options.get_config_value(&ClientConfigKey::AllowHttp).as_deref() == Some("true");
        let builder = if is_plain { builder.https_or_http() } else { builder.https_only() };
        let client = Client::builder(TokioExecutor::new()).build(builder.enable_http1().build());
        Ok(HttpClient::new(HyperService(client)))
    }
}

#[async_trait]
impl HttpService for HyperService {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let failed = |error: Error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, error)
        };
        let answer = self.0.request(request).await.map_err(failed)?;
        let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(answer.map(|body| HttpResponseBody::new(body.map_err(broken))))
    }
}
