// An OpenID provider on loopback for tests: `oidc-provider` as it comes, set up as a careful operator would.
// Called with the folder that holds `node_modules`, and its settings as JSON. Says where it is in one line of JSON;
// ends when its standard input does.

import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateKeyPairSync } from 'node:crypto';

const [folder, given] = process.argv.slice(2);
const settings = { clientId: 'homing', accessTokenSeconds: 900, ...JSON.parse(given ?? '{}') };
const entry = pathToFileURL(join(folder, 'node_modules/oidc-provider/lib/index.js'));
const { default: Provider } = await import(entry);

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' };

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  cookies: { keys: ['of a test'] },
  clients: [{
    client_id: settings.clientId,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  }],
  pkce: { required: () => true },
  scopes: ['openid', 'offline_access', 'profile'],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
  rotateRefreshToken: true,
  ttl: { AccessToken: settings.accessTokenSeconds, RefreshToken: 86400, Grant: 86400, Interaction: 3600, Session: 3600, IdToken: 3600 },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: id, preferred_username: id }),
  }),
  extraTokenClaims: (_ctx, token) => ({ name: token.accountId, preferred_username: token.accountId }),
  features: {
    devInteractions: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, indicator) => ({
        scope: 'openid offline_access profile',
        audience: indicator,
        accessTokenTTL: settings.accessTokenSeconds,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});
server.on('request', provider.callback());
console.log(JSON.stringify({ issuer }));
