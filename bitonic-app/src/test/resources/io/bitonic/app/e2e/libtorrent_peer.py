"""libtorrent_peer.py seed|download TORRENT FOLDER tcp|utp|rc4 [lsd] [dht=HOST:PORT] [peer=HOST:PORT] [port=PORT] [up=BYTES] [down=BYTES]

A libtorrent peer that knows trackers only, and tells its peers of each other. TORRENT is a file or a magnet link. With
lsd it is in the local network too, with dht in the DHT of that node; peer is called at the start; port is its own,
6881 without; up and down limit what it sends and takes a second, until it gets a SIGUSR1.

Prints "complete" when it has all and "uploaded BYTES" a few times a second while it seeds; runs until it is ended.
With rc4 it refuses all connections that are not encrypted.
"""
import signal
import sys
import time

import libtorrent as lt

what, torrent, folder, mode = sys.argv[1:5]
port = ([o[5:] for o in sys.argv[5:] if o.startswith('port=')] or ['6881'])[0]
session = lt.session({
    'listen_interfaces': '0.0.0.0:' + port,
    'enable_dht': any(o.startswith('dht=') for o in sys.argv[5:]), 'enable_lsd': 'lsd' in sys.argv[5:], 'enable_upnp': False, 'enable_natpmp': False,
    'dht_bootstrap_nodes': ','.join(o[4:] for o in sys.argv[5:] if o.startswith('dht=')),
    'dht_restrict_routing_ips': False, 'dht_restrict_search_ips': False, 'dht_prefer_verified_node_ids': False,
    'enable_outgoing_utp': mode == 'utp', 'enable_incoming_utp': mode == 'utp',
    'enable_outgoing_tcp': mode != 'utp', 'enable_incoming_tcp': mode != 'utp',
})
if mode == 'rc4':
    session.apply_settings({
        'out_enc_policy': int(lt.enc_policy.forced), 'in_enc_policy': int(lt.enc_policy.forced),
        'allowed_enc_level': int(lt.enc_level.rc4),
    })
if torrent.startswith('magnet:'):
    parameters = lt.parse_magnet_uri(torrent)
else:
    parameters = lt.add_torrent_params()
    parameters.ti = lt.torrent_info(torrent)
parameters.save_path = folder
parameters.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
if what == 'seed':
    parameters.flags |= lt.torrent_flags.seed_mode
handle = session.add_torrent(parameters)
for option in sys.argv[5:]:
    if option.startswith('up='):
        handle.set_upload_limit(int(option[3:]))
    if option.startswith('down='):
        handle.set_download_limit(int(option[5:]))
    if option.startswith('peer='):
        host, port = option[5:].rsplit(':', 1)
        handle.connect_peer((host, int(port)))


def unlimited(*_):
    handle.set_upload_limit(0)
    handle.set_download_limit(0)


signal.signal(signal.SIGUSR1, unlimited)
told = -1
complete = False
while True:
    status = handle.status()
    if status.errc.value():
        sys.exit('libtorrent: ' + status.errc.message())
    if status.is_seeding and not complete:
        complete = True
        print('complete', flush=True)
    if status.total_payload_upload != told:
        told = status.total_payload_upload
        print('uploaded', told, flush=True)
    time.sleep(0.05)
