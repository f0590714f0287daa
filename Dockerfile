# A static program, the authorities that sign certificates, and nothing else. The release puts the program of each architecture
# into image/; by hand, for this machine's:
#
#   cargo build --locked --profile dist --features object-store,serve --target x86_64-unknown-linux-musl
#   install -D target/x86_64-unknown-linux-musl/dist/promo-load image/amd64/promo-load
#   docker build --tag promo-load .
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/work" promo-load bench https://www.shop.example/sale
#
# Without musl, glibc can be linked statically, too; since glibc 2.34 it then asks DNS and /etc/hosts without any file of its own:
#
#   RUSTFLAGS='-C target-feature=+crt-static' cargo build --locked --profile dist --features object-store,serve \
#     --target x86_64-unknown-linux-gnu
FROM debian:stable-slim AS authorities
RUN apt-get update --quiet=2 && apt-get install --quiet=2 --yes --no-install-recommends ca-certificates
RUN mkdir /empty

FROM scratch
ARG TARGETARCH
LABEL org.opencontainers.image.title="promo-load" \
      org.opencontainers.image.description="Load generator for shops' promotion pages" \
      org.opencontainers.image.source="https://github.com/promo-load/promo-load" \
      org.opencontainers.image.licenses="MIT"
COPY --from=authorities /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=authorities --chown=65532:65532 /empty /runs
COPY --chmod=0755 image/${TARGETARCH}/promo-load /promo-load
# Runs are written to the folder that is mounted here, by the user that docker run names. Volumes at /runs belong to the image's
# own user.
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/promo-load"]
