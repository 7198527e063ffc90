// Node-RED's settings for this repository: the shipped flows, our nodes from this folder, and everything that Node-RED
// writes in one ignored folder. It listens on this machine only.
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const userDir = process.env.NODE_RED_USER_DIR || path.join(__dirname, '.node-red');

/** The key that encrypts the flows' credentials: made once, readable by its owner only. */
function credentialSecret() {
  const file = path.join(userDir, '.credential-secret');
  if (!fs.existsSync(file)) {
    fs.mkdirSync(userDir, { recursive: true });
    fs.writeFileSync(file, crypto.randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return fs.readFileSync(file, 'utf8').trim();
}

module.exports = {
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.PORT || 1880),
  userDir,
  flowFile: path.join(userDir, 'flows.json'),
  flowFilePretty: true,
  credentialSecret: credentialSecret(),
  nodesDir: [__dirname],
  functionExternalModules: false,
  telemetry: { enabled: false },
  diagnostics: { enabled: false },
  logging: { console: { level: 'info', metrics: false, audit: false } },
  editorTheme: { tours: false, projects: { enabled: false } },
};
