package io.bitonic.core.krpc;

/** The query of a {@link Query}, with its arguments. Arrays are shared: don't change them. */
public sealed interface Args {
  /** What the query is called on the wire. */
  String method();

  /** BEP 5. */
  record Ping() implements Args {
    @Override
    public String method() {
      return "ping";
    }
  }

  /** BEP 5. */
  record FindNode(NodeId target) implements Args {
    @Override
    public String method() {
      return "find_node";
    }
  }

  /**
   * BEP 5.
   *
   * @param noSeed seeds aren't wanted (BEP 33)
   * @param scrape bloom filters are wanted (BEP 33)
   */
  record GetPeers(NodeId infoHash, boolean noSeed, boolean scrape) implements Args {
    @Override
    public String method() {
      return "get_peers";
    }
  }

  /**
   * BEP 5.
   *
   * @param impliedPort the sender's UDP port counts, not {@code port}
   * @param seed the sender is a seed (BEP 33)
   */
  record AnnouncePeer(NodeId infoHash, int port, boolean impliedPort, boolean seed, byte[] token)
      implements Args {
    @Override
    public String method() {
      return "announce_peer";
    }
  }

  /**
   * BEP 44.
   *
   * @param seq only a newer mutable item is wanted; null: any
   */
  record Get(NodeId target, Long seq) implements Args {
    @Override
    public String method() {
      return "get";
    }
  }

  /**
   * BEP 44.
   *
   * @param cas the sequence number that must be stored now; null: any
   */
  record Put(Item item, Long cas, byte[] token) implements Args {
    @Override
    public String method() {
      return "put";
    }
  }

  /** BEP 51. */
  record SampleInfohashes(NodeId target) implements Args {
    @Override
    public String method() {
      return "sample_infohashes";
    }
  }

  /** A query that we don't know and that names no target. */
  record Unknown(String method) implements Args {}
}
