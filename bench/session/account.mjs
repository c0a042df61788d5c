// What device and server of the session bench agree on.
export const deviceId = (n) => `IMEI:${String(490_000_000_000_000 + n)}`;
export const account = (n) => ({
  'server-id': 'com.mgmtsrv.manage',
  'device-id': deviceId(n),
  client: { type: 'md5', name: `user${n}`, secret: 'OhBehave', nonce: 'Tm9uY2U=' },
  server: { type: 'md5', name: 'com.mgmtsrv.manage', secret: 'ServerPwd', nonce: 'c2VydmVyLW5vbmNl' },
});
/** Two packages with a command each: three round trips a session. */
export const PACKAGES = [[{ command: 'Get', uri: './DevInfo/Man' }], [{ command: 'Get', uri: './DevInfo/Mod' }]];
export const ROUND_TRIPS = 3;
