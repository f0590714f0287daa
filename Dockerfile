# A static program, the authorities that sign certificates, and nothing else. The release puts the program of each architecture
# into image/; by hand:
#
#   cargo build --locked --profile dist --target x86_64-unknown-linux-musl
#   install -D target/x86_64-unknown-linux-musl/dist/promo-load image/amd64/promo-load
#   docker build --tag promo-load .
#   docker run --rm --volume "$PWD:/work" promo-load bench https://www.shop.example/sale
FROM debian:stable-slim AS authorities
RUN apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends ca-certificates

FROM scratch
ARG TARGETARCH
COPY --from=authorities /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY image/${TARGETARCH}/promo-load /promo-load
# Runs are written to the folder that is mounted here, by the user that docker run names.
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/promo-load"]
