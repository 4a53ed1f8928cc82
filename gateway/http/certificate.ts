import { createHash, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { CredentialStore } from '../desk/contract.ts'

export interface Certificate {
  readonly cert: string
  readonly key: string
  /** SHA-256 of the DER form, lower-case hex: what an invitation carries. */
  readonly fingerprint: string
}

const YEARS_MS = 10 * 365 * 24 * 3600_000
/** Clocks of colleagues' computers may be behind ours. */
const EARLIER_MS = 48 * 3600_000

/** The gateway's own certificate, made once and kept, key and all, in the encrypted database. */
export async function selfSigned(credentials: CredentialStore, now: number): Promise<Certificate> {
  const known = await credentials.setting('tls_certificate')
  if (known !== null) {
    const { cert, key } = JSON.parse(known) as { cert: string; key: string }
    // `validToDate` is newer than the Node of Electron 33.
    if (Date.parse(new NodeCertificate(cert).validTo) > now)
      return { cert, key, fingerprint: fingerprintOf(cert) }
  }
  const made = await make(now)
  await credentials.setSetting('tls_certificate', JSON.stringify(made))
  return { ...made, fingerprint: fingerprintOf(made.cert) }
}

export function fingerprintOf(pem: string): string {
  return createHash('sha256').update(new NodeCertificate(pem).raw).digest('hex')
}

async function make(now: number): Promise<{ cert: string; key: string }> {
  // Loaded only where a certificate is made: it is large, and most starts find one.
  // Its container wants Reflect's metadata to be there first.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto as unknown as Crypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const names = ['localhost', hostname(), ...lanAddresses(), '127.0.0.1', '::1']
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Xiaoer gateway',
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(now + YEARS_MS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----\n`,
  }
}

/** Addresses under which colleagues on the local network reach this computer. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((entry) => !entry.internal && entry.family === 'IPv4')
    .map((entry) => entry.address)
}
