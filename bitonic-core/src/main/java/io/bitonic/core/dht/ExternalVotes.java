package io.bitonic.core.dht;

import io.bitonic.core.krpc.Endpoint;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What others see as our address (BEP 42): the address that most of the last 32 voters name, one
 * vote per network. Loop thread only.
 */
final class ExternalVotes {
  private static final int VOTERS = 32;
  private static final int NEEDED = 5;

  private final Map<Long, InetAddress> votes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, InetAddress> eldest) {
          return size() > VOTERS;
        }
      };

  /** The address that more than half of at least five voters name, or null. */
  InetAddress vote(Endpoint voter, Endpoint seen) {
    if (seen == null || seen.isV4() != voter.isV4() || seen.isLocal() || voter.isLocal()) {
      return null;
    }
    votes.remove(voter.network());
    votes.put(voter.network(), seen.ip());
    if (votes.size() < NEEDED) {
      return null;
    }
    Map<InetAddress, Integer> count = new HashMap<>();
    votes.values().forEach(a -> count.merge(a, 1, Integer::sum));
    for (Map.Entry<InetAddress, Integer> e : count.entrySet()) {
      if (e.getValue() * 2 > votes.size()) {
        return e.getKey();
      }
    }
    return null;
  }
}
