// Sends a message and finds it again with the official library, as its users write it; prints one line of JSON.
const twilio = require("twilio");

const client = twilio(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN);

async function main() {
  const sent = await client.messages.create({ to: process.argv[2], from: process.argv[3], body: process.argv[4] });
  const found = await client.messages(sent.sid).fetch();
  console.log(JSON.stringify({ sid: sent.sid, body: found.body }));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
