package io.bitonic.core.config;

import java.util.List;

/** The rows of {@link SettingTable} about what is asked for and how fast it moves; all are live. */
final class TransferSettings {
  static final SettingRows ROWS = new SettingRows();

  private static final Setting<Settings.PieceOrder> ORDER =
      ROWS.live(
          "strategy.order",
          Type.choice(Settings.PieceOrder.class),
          Settings.PieceOrder.RAREST_FIRST,
          "In which order pieces of new torrents are asked for.",
          s -> s.strategy().order());
  private static final Setting<Integer> MAX_REQUESTS =
      ROWS.live(
          "strategy.max_requests",
          Type.integer(16, 2000),
          500,
          "Outstanding requests to one peer at most; what the rate asks for is less as a rule.",
          s -> s.strategy().maxRequests());
  private static final Setting<Long> DOWN =
      ROWS.live(
          "limits.down",
          Type.rate(),
          0L,
          "Download rate over all torrents; 0 is no limit.",
          s -> s.limits().downBytesPerSecond());
  private static final Setting<Long> UP =
      ROWS.live(
          "limits.up",
          Type.rate(),
          0L,
          "Upload rate over all torrents; 0 is no limit.",
          s -> s.limits().upBytesPerSecond());
  private static final Setting<Integer> UPLOAD_SLOTS =
      ROWS.live(
          "limits.upload_slots",
          Type.integer(1, 1000),
          8,
          "Peers of one torrent that are uploaded to at a time.",
          s -> s.limits().uploadSlots());
  private static final Setting<Long> PEER_DOWN =
      ROWS.live(
          "limits.peer_down",
          Type.rate(),
          0L,
          "Download rate from each single peer; 0 is no limit.",
          s -> s.limits().peerDown());
  private static final Setting<Long> PEER_UP =
      ROWS.live(
          "limits.peer_up",
          Type.rate(),
          0L,
          "Upload rate to each single peer; 0 is no limit.",
          s -> s.limits().peerUp());
  private static final Setting<Settings.Alternative> ALTERNATIVE =
      ROWS.live(
          "limits.alternative",
          Type.choice(Settings.Alternative.class),
          Settings.Alternative.SCHEDULE,
          "When the alternative rates are in force: by the schedule, always (on) or never (off).",
          s -> s.limits().alternative());
  private static final Setting<Long> ALTERNATIVE_DOWN =
      ROWS.live(
          "limits.alternative_down",
          Type.rate(),
          1L << 20,
          "Download rate over all torrents in alternative mode; 0 is no limit.",
          s -> s.limits().alternativeDown());
  private static final Setting<Long> ALTERNATIVE_UP =
      ROWS.live(
          "limits.alternative_up",
          Type.rate(),
          128L << 10,
          "Upload rate over all torrents in alternative mode; 0 is no limit.",
          s -> s.limits().alternativeUp());
  private static final Setting<List<WeekSpan>> SCHEDULE =
      ROWS.live(
          "limits.alternative_schedule",
          Type.list(Type.weekSpan()),
          List.of(),
          "When the alternative rates are in force, in local time.",
          s -> s.limits().schedule());
  private static final Setting<Boolean> LOCAL_EXEMPT =
      ROWS.live(
          "limits.local_exempt",
          Type.bool(),
          false,
          "Peers in the local network are not limited by any rate.",
          s -> s.limits().localExempt());

  private TransferSettings() {}

  static Settings.Strategy strategy(Values v) {
    return new Settings.Strategy(v.get(ORDER), v.get(MAX_REQUESTS));
  }

  static Settings.Limits limits(Values v) {
    return new Settings.Limits(
        v.get(DOWN),
        v.get(UP),
        v.get(UPLOAD_SLOTS),
        v.get(PEER_DOWN),
        v.get(PEER_UP),
        v.get(ALTERNATIVE),
        v.get(ALTERNATIVE_DOWN),
        v.get(ALTERNATIVE_UP),
        v.get(SCHEDULE),
        v.get(LOCAL_EXEMPT));
  }
}
