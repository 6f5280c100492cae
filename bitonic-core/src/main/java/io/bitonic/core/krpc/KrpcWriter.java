package io.bitonic.core.krpc;

import java.util.List;

/** Messages to bytes; keys in raw byte order as BEP 3 asks. */
final class KrpcWriter {
  private KrpcWriter() {}

  static byte[] query(Query q, byte[] version) {
    BencodeWriter w = new BencodeWriter().dictionary().text("a").dictionary();
    args(w, q);
    w.end().text("q").text(q.args().method()).flag("ro", q.readOnly());
    return w.entry("t", q.transaction()).entry("v", version).text("y").text("q").end().done();
  }

  private static void args(BencodeWriter w, Query q) {
    byte[] id = q.id().bytes();
    switch (q.args()) {
      case Args.Ping _, Args.Unknown _ -> w.entry("id", id);
      case Args.FindNode a -> want(w.entry("id", id).entry("target", a.target().bytes()), q);
      case Args.GetPeers a ->
          want(
              w.entry("id", id)
                  .entry("info_hash", a.infoHash().bytes())
                  .flag("noseed", a.noSeed())
                  .flag("scrape", a.scrape()),
              q);
      case Args.AnnouncePeer a ->
          w.entry("id", id)
              .flag("implied_port", a.impliedPort())
              .entry("info_hash", a.infoHash().bytes())
              .entry("port", (long) a.port())
              .flag("seed", a.seed())
              .entry("token", a.token());
      case Args.Get a ->
          want(w.entry("id", id).entry("seq", a.seq()).entry("target", a.target().bytes()), q);
      case Args.Put a -> put(w, id, a);
      case Args.SampleInfohashes a ->
          want(w.entry("id", id).entry("target", a.target().bytes()), q);
    }
  }

  private static void put(BencodeWriter w, byte[] id, Args.Put a) {
    Item i = a.item();
    w.entry("cas", a.cas()).entry("id", id).entry("k", i.key());
    if (i.isMutable()) {
      if (i.salt().length > 0) {
        w.entry("salt", i.salt());
      }
      w.entry("seq", i.seq()).entry("sig", i.signature());
    }
    w.entry("token", a.token()).text("v").raw(i.value());
  }

  private static void want(BencodeWriter w, Query q) {
    if (q.want4() || q.want6()) {
      w.text("want").list();
      if (q.want4()) {
        w.text("n4");
      }
      if (q.want6()) {
        w.text("n6");
      }
      w.end();
    }
  }

  static byte[] response(Response r, byte[] version) {
    BencodeWriter w = new BencodeWriter().dictionary();
    w.entry("ip", r.external() == null ? null : r.external().compact());
    w.text("r").dictionary();
    w.entry("BFpe", r.peers() == null ? null : r.peers().bytes());
    w.entry("BFsd", r.seeds() == null ? null : r.seeds().bytes());
    w.entry("id", r.id().bytes());
    Response.Samples s = r.samples();
    Item i = r.item();
    w.entry("interval", s == null ? null : (Long) (long) s.interval());
    w.entry("k", i == null || i.value() == null ? null : i.key());
    w.entry("nodes", r.nodes() == null ? null : Node.writeAll(r.nodes(), Node.LENGTH_V4));
    w.entry("nodes6", r.nodes6() == null ? null : Node.writeAll(r.nodes6(), Node.LENGTH_V6));
    if (s != null) {
      w.entry("num", (long) s.total()).entry("samples", ids(s.infoHashes()));
    }
    w.entry("seq", i != null && (i.isMutable() || i.value() == null) ? (Long) i.seq() : null);
    w.entry("sig", i == null || i.value() == null ? null : i.signature());
    w.entry("token", r.token());
    if (i != null && i.value() != null) {
      w.text("v").raw(i.value());
    }
    if (r.values() != null) {
      w.text("values").list();
      r.values().forEach(e -> w.bytes(e.compact()));
      w.end();
    }
    w.end().entry("t", r.transaction()).entry("v", version).text("y").text("r").end();
    return w.done();
  }

  private static byte[] ids(List<NodeId> ids) {
    byte[] out = new byte[ids.size() * NodeId.LENGTH];
    for (int i = 0; i < ids.size(); i++) {
      System.arraycopy(ids.get(i).bytes(), 0, out, i * NodeId.LENGTH, NodeId.LENGTH);
    }
    return out;
  }

  static byte[] failure(Failure f, byte[] version) {
    BencodeWriter w = new BencodeWriter().dictionary().text("e").list();
    w.number(f.code()).text(f.text()).end();
    return w.entry("t", f.transaction()).entry("v", version).text("y").text("e").end().done();
  }
}
