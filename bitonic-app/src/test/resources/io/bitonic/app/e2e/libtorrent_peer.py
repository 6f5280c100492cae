"""libtorrent_peer.py seed|download TORRENT FOLDER tcp|utp|rc4 [lsd] [up=BYTES]: a libtorrent peer that knows trackers only.

TORRENT is a file or a magnet link. With lsd it is in the local network too; up limits what it sends a second.

Prints "complete" when it has all and "uploaded BYTES" a few times a second while it seeds; runs until it is ended.
With rc4 it refuses all connections that are not encrypted.
"""
import sys
import time

import libtorrent as lt

what, torrent, folder, mode = sys.argv[1:5]
session = lt.session({
    'listen_interfaces': '0.0.0.0:6881',
    'enable_dht': False, 'enable_lsd': 'lsd' in sys.argv[5:], 'enable_upnp': False, 'enable_natpmp': False,
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
