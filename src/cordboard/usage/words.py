"""The words of all usage categories that the API has named so far.

Source: the enumeration that the official libraries had while the specification still listed the words.
"""

from typing import Final

_TEXT = """
a2p-10dlc-registrationfees-bv a2p-10dlc-registrationfees-monthly a2p-10dlc-registrationfees-onetime
a2p-fast-track-onboarding a2p-registration-fees account-security advisory-services advisory-services-billed
advisory-services-call-tracking advisory-services-data-services advisory-services-expenses
advisory-services-sip-trunking agent-conference agent-copilot agent-copilot-messages agent-copilot-participant-minutes
ai-assistants ai-assistants-voice amazon-polly answering-machine-detection assets assets-requests audience-minutes
audience-minutes-audio audience-minutes-video authy-authentications authy-bucket-adjustment authy-calls-outbound
authy-email-authentications authy-monthly-fees authy-outbound-email authy-phone-intelligence authy-phone-verifications
authy-sms-outbound authy-software authy-verify-email-verifications authy-verify-outbound-email autopilot
autopilot-home-assistants autopilot-messaging autopilot-other autopilot-voice branded-calling bundle-sms-bucket
bundle-subscription-fees call-forwarding-lookups call-progess-events calleridlookups calleridlookups-api
calleridlookups-programmablevoice calleridlookups-trunking calls calls-client calls-emergency calls-globalconference
calls-inbound calls-inbound-local calls-inbound-mobile calls-inbound-tollfree calls-inbound-tollfree-local
calls-inbound-tollfree-mobile calls-media-stream-minutes calls-outbound calls-pay-verb-transactions calls-recordings
calls-sip calls-sip-inbound calls-sip-outbound calls-text-to-speech calls-transfers
calls-trunking-inbound-tollfree-local carrier-lookups category channels channels-messaging channels-messaging-inbound
channels-messaging-outbound channels-whatsapp channels-whatsapp-conversation-free
channels-whatsapp-conversation-free-1 channels-whatsapp-inbound channels-whatsapp-outbound channels-whatsapp-service
channels-whatsapp-template-marketing channels-whatsapp-template-service channels-whatsapp-template-utility
chat-virtual-agent conference conversation-relay conversational-insights conversational-insights-messages
conversational-insights-voice-minutes conversations conversations-api-requests conversations-conversation-events
conversations-endpoint-connectivity conversations-events conversations-participant-events conversations-participants
cps credit-transfer demo demo-uc-script-test elastic-sip-trunking elastic-sip-trunking-call-transfers email
emerging-tech engagement-suite-packaged-plans enhanced-line-type-lookups enterprise enterprise-hippa events
experiment-france-sms experiment-india-sms experiment-uk-sms failed-message-processing-fee flex flex-active-user-hours
flex-concurrent-users flex-conversational-insights flex-conversational-insights-messages flex-email-usage
flex-messaging-usage flex-named-users flex-partner-spinsci flex-partner-xcelerate flex-reseller-ecosystem flex-spinsci
flex-unique-user flex-usage flex-users flex-users-1 flex-voice-minute flex-wfo-premium-speech-analytics flex-xcelerate
flex-ytica fraud-lookups frontline frontline-users functions functions-rollup generic-pay-transactions group-rooms
group-rooms-data-track group-rooms-encrypted-media-recorded group-rooms-media-downloaded group-rooms-media-recorded
group-rooms-media-routed group-rooms-media-stored group-rooms-participant-minutes group-rooms-recorded-minutes
imp-v1-usage ip-messaging ip-messaging-addons ip-messaging-commands ip-messaging-data-storage
ip-messaging-data-transfer ip-messaging-endpoint-connectivity ivr ivr-conversational ivr-dtmf
ivr-virtual-agent-custom-voices ivr-virtual-agent-genai ivr-virtualagent line-status-lookups live
live-activity-lookups live-media-recording-minutes longcode-mps lookup-bucket-adjustment lookup-identity-match lookups
marketplace marketplace-analytics-addons marketplace-cadence-transcription marketplace-cadence-translation
marketplace-capio-speech-to-text marketplace-convriza-ababa marketplace-deepgram-phrase-detector
marketplace-deepgram-transcription marketplace-google-speech-to-text marketplace-ibm-watson-tone-analyzer
marketplace-icehook-systems-scout marketplace-isv-addons marketplace-marchex-cleancall marketplace-messaging-addons
marketplace-nomorobo-spam-score marketplace-pay-addons marketplace-payfone-tcpa-compliance
marketplace-phonenumbers-addons marketplace-poly-ai-connector marketplace-realphonevalidation
marketplace-recording-addons marketplace-spoke-phone-license-pro marketplace-telo-opencnam
marketplace-truecnam-true-spam marketplace-virtualagent-addons marketplace-voicebase-pci
marketplace-voicebase-transcription marketplace-wolfarm-spoken-results marketplace-wolfram-short-answer
media-composer-minutes mediastorage min-spend-adjustments mms mms-inbound mms-inbound-longcode
mms-inbound-longcode-canada mms-inbound-longcode-unitedstates mms-inbound-shortcode mms-inbound-toll-free
mms-messages-carrierfees mms-outbound mms-outbound-longcode mms-outbound-longcode-canada
mms-outbound-longcode-unitedstates mms-outbound-shortcode mms-outbound-toll-free mms-outbound-tollfree monitor
monitor-reads monitor-storage monitor-writes notify notify-actions-attempts notify-channels
notify-chatappsandotherchannels notify-notifyservices notify-pushnotifications number-format-lookups
payment-gateway-connectors payment-solutions pchat pchat-actions pchat-aps pchat-bucket-adjustment
pchat-conv-med-storage pchat-messages pchat-notifications pchat-reads pchat-users pfax pfax-minutes
pfax-minutes-inbound pfax-minutes-outbound pfax-pages phone-quality-score-lookups phonenumbers phonenumbers-cps
phonenumbers-emergency phonenumbers-local phonenumbers-mobile phonenumbers-numbers phonenumbers-porting
phonenumbers-setups phonenumbers-tollfree premiumsupport premiumsupport-percentage-spend prog-voice-client-android
prog-voice-client-android-inbound prog-voice-client-android-outbound prog-voice-client-ios
prog-voice-client-ios-inbound prog-voice-client-ios-outbound prog-voice-client-sdk prog-voice-client-web
prog-voice-client-web-inbound prog-voice-client-web-outbound programmablevoice-platform
programmablevoiceconn-clientsdk programmablevoiceconn-onnet programmablevoiceconn-onnet-inbound
programmablevoiceconn-onnet-outbound programmablevoiceconn-sip programmablevoiceconn-sip-inbound
programmablevoiceconn-sip-outbound programmablevoiceconnectivity proxy proxy-active-sessions proxy-bucket-adjustment
proxy-licenses pstnconnectivity pstnconnectivity-byoc pstnconnectivity-emergency pstnconnectivity-inbound
pstnconnectivity-minutes pstnconnectivity-minutes-1 pstnconnectivity-minutesinboundlocal
pstnconnectivity-minutesinboundmobile pstnconnectivity-outbound pv pv-basic-rooms pv-composition-media-downloaded
pv-composition-media-encrypted pv-composition-media-stored pv-composition-minutes pv-recording-compositions
pv-room-hours pv-room-participants pv-room-participants-au1 pv-room-participants-br1 pv-room-participants-ie1
pv-room-participants-jp1 pv-room-participants-sg1 pv-room-participants-us1 pv-room-participants-us2 pv-rooms
pv-sip-endpoint-registrations pvideo-room-hours-au1 pvideo-room-hours-br1 pvideo-room-hours-ie1 pvideo-room-hours-jp1
pvideo-room-hours-sg1 pvideo-room-hours-us1 pvideo-room-hours-us2 rcs-messages reassigned-number recordings
recordings-encrypted recordingstorage short-code-setup-fees shortcodes shortcodes-customerowned
shortcodes-messages-inbound shortcodes-messages-outbound shortcodes-mms-enablement shortcodes-mps shortcodes-random
shortcodes-setup-fees shortcodes-uk shortcodes-vanity sim-swap-lookups sip-secure-media small-group-rooms
small-group-rooms-data-track small-group-rooms-participant-minutes sms sms-inbound sms-inbound-longcode
sms-inbound-shortcode sms-inbound-tollfree sms-messages-carrierfees sms-messages-features
sms-messages-features-senderid sms-messages-registrationfees sms-mms-penalty-fees sms-mms-penalty-fees-1 sms-mps
sms-mps-shortcode sms-mps-tollfree sms-mps-tollfree-setup sms-national-regulatory-protection sms-outbound
sms-outbound-content-inspection sms-outbound-longcode sms-outbound-shortcode sms-outbound-tollfree
sms-pumping-protection sms-pumping-protection-non-usca sms-pumping-protection-usca sms-pumping-risk
smsmessages-bucket-adjustments smsmessages-outbound-domestic speech-recognition studio studio-engagements
studio-monthly-fees supersim sync sync-actions sync-endpoint-hours sync-endpoint-hours-above-daily-cap task-router
task-router-workers taskrouter-tasks test-quota-buckets test-uc-script-1 test-uc-script-demo-2 text-to-speech tme
totalprice transcriptions trunking-cps trunking-emergency-calls trunking-origination trunking-origination-local
trunking-origination-mobile trunking-origination-tollfree trunking-recordings trunking-secure trunking-termination
tts-basic tts-google turnmegabytes turnmegabytes-australia turnmegabytes-brasil turnmegabytes-germany
turnmegabytes-india turnmegabytes-ireland turnmegabytes-japan turnmegabytes-singapore turnmegabytes-useast
turnmegabytes-uswest twilio-editions twilio-for-salesforce twilio-for-salesforce-licenses twilio-interconnect
twilio-interconnect-california twilio-interconnect-california-setup twilio-interconnect-frankfurt
twilio-interconnect-frankfurt-mo twilio-interconnect-frankfurt-setup twilio-interconnect-london
twilio-interconnect-london-mo twilio-interconnect-london-setup twilio-interconnect-sao-paulo
twilio-interconnect-sao-paulo-monthly twilio-interconnect-sao-paulo-setup twilio-interconnect-singapore
twilio-interconnect-singapore-mo twilio-interconnect-singapore-setup twilio-interconnect-sydney
twilio-interconnect-sydney-mo twilio-interconnect-sydney-setup twilio-interconnect-tokyo twilio-interconnect-tokyo-mo
twilio-interconnect-tokyo-setup twilio-interconnect-va twilio-interconnect-va-mo twilio-interconnect-va-setup twiml
twiml-verbs twiml-verbs-say usage-flex-video usage-functions usage-rcs-basic-messages-outbound usage-rcs-messages
usage-rcs-messages-inbound usage-rcs-messaging-carrier-fees usage-rcs-single-messages-outbound verify-outbound-email
verify-package-plans verify-packaged-plans verify-push verify-silent-network-auth verify-sna verify-totp
verify-voice-and-sms verify-voice-sms video-recordings video-rooms-turn-megabytes virtual-agent voice-insights
voice-intelligence voice-intelligence-eip-operators voice-intelligence-operators voice-intelligence-transcription wds
wireless wireless-data wireless-data-payg wireless-data-payg-africa wireless-data-payg-asia
wireless-data-payg-asia-afg wireless-data-payg-europe wireless-data-payg-northamerica wireless-data-payg-oceania
wireless-data-quota1 wireless-data-quota1-africa wireless-data-quota1-asia wireless-data-quota1-europe
wireless-data-quota1-northamerica wireless-data-quota1-oceania wireless-data-quota10 wireless-data-quota10-africa
wireless-data-quota10-asia wireless-data-quota10-europe wireless-data-quota10-northamerica
wireless-data-quota10-oceania wireless-data-quota50 wireless-data-quota50-africa wireless-data-quota50-asia
wireless-data-quota50-europe wireless-data-quota50-northamerica wireless-data-quota50-oceania
wireless-data-quotacustom wireless-data-quotacustom-africa wireless-data-quotacustom-asia
wireless-data-quotacustom-europe wireless-data-quotacustom-oceania wireless-mrc-payg wireless-mrc-quota1
wireless-mrc-quota10 wireless-mrc-quota50 wireless-mrc-quotacustom wireless-multi-imsi-sim-commands
wireless-multi-imsi-sim-commands-usa wireless-multi-imsi-sim-data wireless-multi-imsi-sim-data-eu28
wireless-multi-imsi-sim-data-usa wireless-multi-imsi-sim-monthly-fees wireless-multi-imsi-sim-usage wireless-orders
wireless-orders-artwork wireless-orders-bulk wireless-orders-esim wireless-orders-starter wireless-quotas
wireless-sms-africa wireless-sms-asia wireless-sms-centralandsouthamerica wireless-sms-europe
wireless-sms-northamerica wireless-sms-oceania wireless-super-sim wireless-super-sim-data
wireless-super-sim-data-north-america wireless-super-sim-data-payg wireless-super-sim-data-payg-europe
wireless-super-sim-hardware wireless-super-sim-hardware-bulk wireless-super-sim-smscommands
wireless-super-sim-smscommands-africa wireless-super-sim-smscommands-asia wireless-super-sim-smscommands-europe
wireless-super-sim-subscription wireless-super-sim-subscription-payg wireless-super-sim-usage wireless-usage
wireless-usage-commands wireless-usage-commands-africa wireless-usage-commands-asia wireless-usage-commands-europe
wireless-usage-commands-home wireless-usage-commands-northamerica wireless-usage-commands-oceania
wireless-usage-commands-roaming wireless-usage-data wireless-usage-data-africa wireless-usage-data-asia
wireless-usage-data-custom-first5mb wireless-usage-data-domestic-roaming wireless-usage-data-europe
wireless-usage-data-northamerica wireless-usage-data-oceania wireless-usage-data-pooled
wireless-usage-data-pooled-downlink wireless-usage-data-pooled-uplink wireless-usage-mrc wireless-usage-mrc-custom
wireless-usage-mrc-individual wireless-usage-mrc-pooled wireless-usage-mrc-suspended wireless-usage-sms
wireless-usage-voice
"""
WORDS: Final = tuple(_TEXT.split())
