// Sends a message with a common HTTP client, which leaves TLS to its proxy or asks it for a tunnel, by its version.
const axios = require("axios");

const sid = process.env.TWILIO_ACCOUNT_SID;
const auth = { username: sid, password: process.env.TWILIO_AUTH_TOKEN };
const [to, from, body] = process.argv.slice(2);

async function main() {
  const form = new URLSearchParams({ To: to, From: from, Body: body });
  const sent = await axios.post(`https://api.twilio.com/2010-04-01/Accounts/${sid}/Messages.json`, form, { auth });
  console.log(JSON.stringify({ sid: sent.data.sid, body: sent.data.body }));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
