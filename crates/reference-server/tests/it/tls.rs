//! TLS by a certificate of the operator's, in the real binary.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use homing_server::{Tls, TlsError};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::process::{Installation, Running};

/// A certificate for `localhost` that vouches for itself, in two files.
struct Issued {
    certificate: PathBuf,
    key: PathBuf,
    root: CertificateDer<'static>,
}

fn issue(folder: &Path) -> Issued {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    set_mode(&key, 0o600);
    Issued { certificate, key, root: made.cert.der().clone() }
}

fn set_mode(file: &Path, mode: u32) {
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
}

fn serve(installation: &Installation, issued: &Issued) -> Running {
    let (certificate, key) = (issued.certificate.to_str().unwrap(), issued.key.to_str().unwrap());
    installation.serve_with("debug", &["--tls-certificate", certificate, "--tls-key", key])
}

/// Asks for the capabilities: the first line of the answer, and what TLS was spoken.
async fn ask(
    address: SocketAddr,
    root: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<(String, ProtocolVersion)> {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TcpStream::connect(address).await?;
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    let request = b"GET /v1/capabilities HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let version = stream.get_ref().1.protocol_version().unwrap();
    Ok((answer.lines().next().unwrap().to_owned(), version))
}

#[tokio::test]
async fn clients_that_trust_the_certificate_are_answered_over_tls_1_3_and_1_2() {
    let installation = Installation::new();
    let issued = issue(&installation.folder());
    let running = serve(&installation, &issued);
    let ok = "HTTP/1.1 200 OK".to_owned();
    let newest = ask(running.address, &issued.root, &[&TLS13, &TLS12]).await.unwrap();
    assert_eq!(newest, (ok.clone(), ProtocolVersion::TLSv1_3));
    let older = ask(running.address, &issued.root, &[&TLS12]).await.unwrap();
    assert_eq!(older, (ok, ProtocolVersion::TLSv1_2));
    assert_eq!(running.end("TERM").0, Some(0));
}

#[tokio::test]
async fn who_speaks_no_tls_or_says_nothing_gets_nothing_and_holds_nobody_up() {
    let installation = Installation::new();
    let issued = issue(&installation.folder());
    let running = serve(&installation, &issued);
    let _silent = TcpStream::connect(running.address).await.unwrap();
    let mut plain = TcpStream::connect(running.address).await.unwrap();
    plain.write_all(b"GET /v1/capabilities HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut heard = vec![];
    // However it ends, no HTTP comes back.
    let _ = plain.read_to_end(&mut heard).await;
    assert!(!heard.starts_with(b"HTTP"), "{heard:?}");
    assert!(ask(running.address, &issued.root, &[&TLS13]).await.is_ok());
    assert_eq!(running.end("TERM").0, Some(0));
}

#[tokio::test]
async fn a_renewed_certificate_is_used_once_the_server_is_told_and_a_broken_one_never() {
    let installation = Installation::new();
    let before = issue(&installation.folder());
    let mut running = serve(&installation, &before);
    let after = issue(&installation.folder());
    assert!(ask(running.address, &before.root, &[&TLS13]).await.is_ok(), "nobody has said so yet");
    running.signal("HUP");
    running.wait_for_log("the certificate was read again");
    assert!(ask(running.address, &after.root, &[&TLS13]).await.is_ok());
    assert!(ask(running.address, &before.root, &[&TLS13]).await.is_err());
    fs::write(&after.certificate, "torn").unwrap();
    running.signal("HUP");
    running.wait_for_log("the one in use stays");
    assert!(ask(running.address, &after.root, &[&TLS13]).await.is_ok());
    assert_eq!(running.end("TERM").0, Some(0));
}

#[test]
fn a_key_that_others_can_read_or_that_is_another_ones_is_refused_with_a_sentence() {
    let installation = Installation::new();
    let issued = issue(&installation.folder());
    for (mode, good) in [(0o400, true), (0o640, true), (0o644, false), (0o604, false), (0o660, false)] {
        set_mode(&issued.key, mode);
        let loaded = Tls::load(&issued.certificate, &issued.key);
        assert_eq!(!matches!(loaded, Err(TlsError::OpenKey { .. })), good, "{mode:o}");
    }
    let run = |certificate: &Path, key: &Path, sentence: &str| {
        let mut command: Command = installation.command();
        command.args(["serve", "--listen", "127.0.0.1:0", "--tls-certificate"]).arg(certificate);
        let output = command.arg("--tls-key").arg(key).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(78), "{said}");
        assert!(said.contains(sentence), "{said}");
    };
    set_mode(&issued.key, 0o644);
    run(&issued.certificate, &issued.key, "close it with `chmod 600`");
    set_mode(&issued.key, 0o600);
    run(&issued.key, &issued.key, "This file holds no certificate in PEM");
    run(&issued.certificate, Path::new("/nowhere/key.pem"), "can't be read. Check the path");
    let other = rcgen::KeyPair::generate().unwrap().serialize_pem();
    fs::write(&issued.key, other).unwrap();
    run(&issued.certificate, &issued.key, "This certificate can't be used with this key");
    fs::write(&issued.key, "torn").unwrap();
    run(&issued.certificate, &issued.key, "This file holds no private key in PEM");
    assert!(!installation.file("server.sqlite").exists(), "nothing was made");
}
