"""libtorrent_dht.py COUNT PREFIX seed|download TORRENT FOLDER: libtorrent nodes that are a DHT.

Node i of 1 to COUNT listens on PREFIX.i, port 7000, and is told of its neighbour. The last one has or wants the
torrent, a file or a magnet link. Prints "dht N" when the least number of nodes that one of them knows has changed, and "complete" when the
torrent is; runs until it is ended.
"""
import sys
import time

import libtorrent as lt

PORT = 7000


def session(address):
    return lt.session({
        'listen_interfaces': '%s:%d' % (address, PORT),
        'enable_dht': True, 'enable_lsd': False, 'enable_upnp': False, 'enable_natpmp': False,
        'enable_outgoing_utp': False, 'enable_incoming_utp': False,
        'dht_bootstrap_nodes': '', 'dht_restrict_routing_ips': False, 'dht_restrict_search_ips': False,
        'dht_prefer_verified_node_ids': False, 'allow_multiple_connections_per_ip': True,
        'alert_mask': 0,
    })


count, prefix, what, torrent, folder = sys.argv[1:]
addresses = ['%s.%d' % (prefix, i + 1) for i in range(int(count))]
sessions = [session(a) for a in addresses]
if torrent.startswith('magnet:'):
    parameters = lt.parse_magnet_uri(torrent)
else:
    parameters = lt.add_torrent_params()
    parameters.ti = lt.torrent_info(torrent)
parameters.save_path = folder
parameters.flags &= ~(lt.torrent_flags.auto_managed | lt.torrent_flags.paused)
if what == 'seed':
    parameters.flags |= lt.torrent_flags.seed_mode
handle = sessions[-1].add_torrent(parameters)
least = -1
complete = False
while True:
    for i, s in enumerate(sessions):
        s.add_dht_node((addresses[i - 1], PORT))
    nodes = min(s.status().dht_nodes for s in sessions)
    if nodes > least:
        least = nodes
        print('dht', nodes, flush=True)
    if handle.status().is_seeding and not complete:
        complete = True
        print('complete', flush=True)
    time.sleep(0.5)
