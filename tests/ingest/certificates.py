"""Certificates for servers on loopback, and the authority that vouches for some of them."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGINS, ENDS = datetime(2024, 1, 1, tzinfo=UTC), datetime(2124, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Authority:
    """Signs certificates; whoever trusts its file trusts them."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    def server(self, host: str, ends: datetime = ENDS) -> ssl.SSLContext:
        """What a server needs to be `host`, until its certificate ends."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        signed = _builder(host, key, ends, self.certificate.subject).add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        return _context(self.folder / f"{host}.pem", signed, key)


def authority(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    is_one = x509.BasicConstraints(ca=True, path_length=0)
    signed = _builder("An authority", key, ENDS).add_extension(is_one, critical=True).sign(key, hashes.SHA256())
    found = Authority(folder, key, signed)
    found.file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return found


def self_signed(folder: Path, host: str) -> ssl.SSLContext:
    """A server's context with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    return _context(folder / "self.pem", _builder(host, key, ENDS).add_extension(names, critical=False).sign(key, hashes.SHA256()), key)


def _builder(subject: str, key: ec.EllipticCurvePrivateKey, ends: datetime, issuer: x509.Name | None = None) -> x509.CertificateBuilder:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = x509.CertificateBuilder(issuer or name, name, key.public_key(), x509.random_serial_number())
    return builder.not_valid_before(BEGINS).not_valid_after(ends)


def _context(file: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> ssl.SSLContext:
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
