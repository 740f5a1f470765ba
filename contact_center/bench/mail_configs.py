"""What the throw-away mail servers are told; {name} stands for a value."""

DOMAIN = "example.test"
INTERNATIONAL = "hồng"
"""One more, whose mailbox is the folder INTERNATIONAL_BOX."""
INTERNATIONAL_BOX = "hong"
USERS = ("support", "sales", "billing", "agent", *(f"user{number}" for number in range(50)))

DOVECOT = """base_dir = {folder}/dovecot/run
state_dir = {folder}/dovecot/run
log_path = {folder}/dovecot/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0 secs
mail_location = maildir:{folder}/boxes/%n
maildir_stat_dirs = yes
first_valid_uid = 1
mail_max_userip_connections = 200
imap_idle_notify_interval = 2 mins
{oauth}
passdb {
  driver = static
  args = password={password}
}
userdb {
  driver = static
  args = uid={uid} gid={gid} home={folder}/boxes/%n
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
}
service imap-login {
  inet_listener imap {
    port = {imap}
  }
  inet_listener imaps {
    port = {imaps}
    ssl = yes
  }
}
service auth {
  unix_listener {folder}/postfix/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service anvil {
  client_limit = 1000
}
"""
OAUTH2 = """passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/dovecot/oauth2.conf
}"""

POSTFIX = """compatibility_level = 3.6
queue_directory = {folder}/postfix/queue
data_directory = {folder}/postfix/data
maillog_file = {folder}/postfix/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
local_transport = error:no local
relayhost =
default_transport = bouncing:
relay_domains = {relayed}
transport_maps = texthash:{folder}/postfix/conf/transports
virtual_mailbox_domains = example.test
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = texthash:{folder}/postfix/conf/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
recipient_delimiter = +
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_rate_limit = 0
smtputf8_enable = yes
in_flow_delay = 0
minimal_backoff_time = 1s
maximal_backoff_time = 5s
queue_run_delay = 1s
disable_dns_lookups = yes
smtpd_peername_lookup = no
"""
# Unlike with error, smtpd takes what goes to bouncing (67 is EX_NOUSER): the report comes later, as in life.
# texthash needs no postmap, and splits off what follows a plus sign.
MASTER = """127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_type=dovecot
  -o smtpd_sasl_path=private/auth
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
bouncing unix - n n - - pipe
  flags= user=nobody argv=/bin/sh -c {echo 5.1.1 nobody of this name is known there; exit 67}
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
