package io.bitonic.tui.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bitonic.core.api.AlertSeverity;
import io.bitonic.core.api.DetailPart;
import io.bitonic.core.api.EngineCommand;
import io.bitonic.core.api.EngineEvent;
import io.bitonic.core.api.FilePriority;
import io.bitonic.core.api.ShareGoal;
import io.bitonic.core.api.TorrentState;
import io.bitonic.tui.fake.FakeEngine;
import io.bitonic.tui.fake.FakeSwarm;
import io.bitonic.tui.fake.FakeTorrent;
import io.bitonic.tui.model.AddForm;
import io.bitonic.tui.model.Effect;
import io.bitonic.tui.model.EventLog;
import io.bitonic.tui.model.EventText;
import io.bitonic.tui.model.Focus;
import io.bitonic.tui.model.Layout;
import io.bitonic.tui.model.LineEdit;
import io.bitonic.tui.model.Overlay;
import io.bitonic.tui.model.Tab;
import io.bitonic.tui.model.TorrentColumn;
import io.bitonic.tui.model.Undo;
import io.bitonic.tui.model.ViewFilter;
import io.bitonic.tui.terminal.InputEvent;
import io.bitonic.tui.theme.Theme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReducerTest {
  private final FakeEngine engine = FakeSwarm.small();
  private final Harness h = new Harness(engine, 120, 36);

  private String selected() {
    return h.state.torrents().selected().id();
  }

  private FakeTorrent torrent(int i) {
    return (FakeTorrent) engine.torrents().get(i);
  }

  @Test
  void pauseAndUndo() {
    h.keys("p");
    assertEquals(new EngineCommand.Pause(torrent(0).id()), h.command());
    h.tick(250);
    h.keys("u");
    assertEquals(new EngineCommand.Resume(torrent(0).id()), h.command());
    h.tick(250);
    h.keys("p");
    h.tick(250);
    h.keys("p");
    assertEquals(new EngineCommand.Resume(torrent(0).id()), h.command());
  }

  @Test
  void removalWaitsAndCanBeTakenBack() {
    String id = selected();
    h.keys("d");
    assertEquals(new EngineCommand.Pause(id), h.command());
    assertNotEquals(id, selected());
    assertEquals(19, h.state.torrents().visible().size());
    h.keys("u");
    assertEquals(20, h.state.torrents().visible().size());
    assertEquals(new EngineCommand.Resume(id), h.command());
    h.tick(Undo.GRACE_MILLIS + 1_000);
    assertTrue(engine.torrent(id).isPresent());
  }

  @Test
  void removalIsCarriedOutWhenItsTimeIsUp() {
    String id = selected();
    h.keys("d");
    h.tick(Undo.GRACE_MILLIS - 1_000);
    assertTrue(engine.torrent(id).isPresent());
    h.tick(2_000);
    assertEquals(new EngineCommand.Remove(id, false), h.command());
    h.tick(250);
    assertNull(h.state.torrents().find(id));
    assertNull(h.state.undo().peek());
  }

  @Test
  void dataIsDeletedOnlyAfterTheWord() {
    String id = selected();
    h.keys("D Enter");
    assertInstanceOf(Overlay.Confirm.class, h.state.overlay());
    h.type("delet").keys("Enter");
    assertTrue(engine.commands().isEmpty());
    h.type("e").keys("Enter");
    assertEquals(new EngineCommand.Remove(id, true), h.command());
    assertNull(h.state.overlay());
  }

  @Test
  void marksRangesAndBulkActions() {
    h.keys("Space Space j V j j V");
    assertEquals(5, h.state.torrents().marked());
    h.keys("r");
    Effect.Submit s = h.last(Effect.Submit.class);
    assertEquals(5, s.commands().size());
    h.keys("*");
    assertEquals(15, h.state.torrents().marked());
    h.keys("Esc");
    assertEquals(0, h.state.torrents().marked());
    h.keys("A");
    assertEquals(20, h.state.torrents().marked());
  }

  @Test
  void theChosenTorrentStaysChosenWhileRowsMove() {
    h.keys("j j");
    String id = selected();
    h.keys("s").keys("g Enter");
    assertEquals(TorrentColumn.NAME, h.state.torrents().sort());
    assertEquals(id, selected());
    h.keys("o");
    assertEquals(id, selected());
    for (int i = 0; i < 20; i++) {
      h.tick(5_000);
      assertEquals(id, selected());
    }
  }

  @Test
  void filterWhileTypingAndEscGoesBack() {
    h.keys("/").type("state=error");
    assertEquals(1, h.state.torrents().visible().size());
    h.keys("Esc");
    assertEquals(20, h.state.torrents().visible().size());
    h.keys("/").type("ratio>2 label=film");
    h.keys("Enter");
    assertNull(h.state.overlay());
    assertEquals(1, h.state.torrents().visible().size());
    h.keys("Esc");
    assertEquals(20, h.state.torrents().visible().size());
    h.keys("/ Up");
    assertEquals("ratio>2 label=film", ((Overlay.Prompt) h.state.overlay()).edit().text());
  }

  @Test
  void aWrongFilterSaysWhereAndStays() {
    h.keys("/").type("ratio>x").keys("Enter");
    Overlay.Prompt p = (Overlay.Prompt) h.state.overlay();
    assertEquals(6, p.errorAt());
    assertTrue(p.error().contains("number"), p.error());
  }

  @Test
  void onlyWhatIsSeenIsAskedFor() {
    h.keys("3");
    assertEquals(Set.of(DetailPart.PEERS), torrent(0).watched());
    h.keys("Esc j");
    assertEquals(Set.of(), torrent(0).watched());
    assertEquals(Set.of(DetailPart.PEERS), torrent(1).watched());
    h.keys("6");
    assertEquals(Set.of(), torrent(1).watched());
    h.resize(80, 24);
    h.keys("Esc 2");
    assertEquals(Set.of(DetailPart.FILES), torrent(1).watched());
    h.keys("Esc");
    assertEquals(Set.of(), torrent(1).watched());
    h.resize(240, 67);
    assertEquals(Set.of(DetailPart.FILES, DetailPart.PIECES), torrent(1).watched());
  }

  @Test
  void detailFillsASmallScreen() {
    h.resize(80, 24);
    assertEquals(Layout.Mode.NORMAL, h.state.mode());
    h.keys("Enter");
    assertEquals(Layout.Mode.DETAIL, h.state.mode());
    assertEquals(Focus.DETAIL, h.state.focus());
    h.keys("Right");
    assertEquals(Tab.FILES, h.state.detail().tab());
    h.keys("Esc");
    assertEquals(Layout.Mode.NORMAL, h.state.mode());
    assertEquals(Focus.TORRENTS, h.state.focus());
  }

  @Test
  void aPastedMagnetOpensThePage() {
    h.input(new InputEvent.Paste("magnet:?xt=urn:btih:" + "a".repeat(40) + "&dn=x\n", false));
    AddForm f = ((Overlay.Add) h.state.overlay()).form();
    assertTrue(f.loading());
    h.answerLoad();
    assertEquals(AddForm.Field.FILES, f.focus());
    h.keys("Down Space");
    h.keys("Enter");
    assertNull(h.state.overlay());
    var added = engine.added().getFirst();
    assertEquals(Path.of("/srv/torrents"), added.savePath());
    assertEquals(12, added.filePriorities().size());
    assertEquals(FilePriority.SKIP, added.filePriorities().get(0));
    assertEquals(21, h.state.torrents().size());
    assertEquals(engine.torrents().getLast().id(), selected());
  }

  @Test
  void addPageLines() {
    h.keys("a").type("/x/album.torrent").keys("Tab");
    h.answerComplete("/x/album.torrent");
    h.keys("Tab");
    h.answerLoad();
    h.keys("Tab");
    h.answerComplete("/srv/torrents");
    h.keys("Tab").type("music").keys("Down").type("2M").keys("Down").type("oops").keys("Down");
    h.keys("Space Down Space Enter");
    AddForm f = ((Overlay.Add) h.state.overlay()).form();
    assertEquals(AddForm.Field.UP, f.focus());
    assertFalse(f.message().isEmpty());
    h.keys("^U").type("500K").keys("Enter");
    var added = engine.added().getFirst();
    assertEquals("music", added.label());
    assertEquals(2 << 20, added.downLimit());
    assertEquals(500 << 10, added.upLimit());
    assertTrue(added.sequential());
    assertTrue(added.paused());
  }

  @Test
  void aBadSourceSaysWhyAndStays() {
    h.keys("a").type("/x/bad.torrent").keys("Enter");
    h.answerLoad();
    AddForm f = ((Overlay.Add) h.state.overlay()).form();
    assertTrue(f.message().contains("not a torrent"), f.message());
    h.input(new InputEvent.Paste("/x/other.torrent", false));
    assertEquals("/x/other.torrent", f.source());
    h.keys("Esc");
    assertNull(h.state.overlay());
    h.input(new InputEvent.Paste("x".repeat(1_000_000), true));
    assertNull(h.state.overlay());
    assertNotNull(h.state.toast());
  }

  /** As the terminal gives it: bounded, but longer than any line, and with line ends in between. */
  @Test
  void aPastedMegabyteFillsALineOfTheAddPageAndNoMore() {
    h.keys("a");
    AddForm f = ((Overlay.Add) h.state.overlay()).form();
    String megabyte = ("/x/" + "漢".repeat(300) + "\n\t\u0007").repeat(3_000);
    h.input(new InputEvent.Paste(megabyte, true));
    assertEquals(LineEdit.MAX, f.edit(AddForm.Field.SOURCE).text().length());
    assertTrue(f.edit(AddForm.Field.SOURCE).text().chars().noneMatch(Character::isISOControl));
    // More of it changes nothing, in this line or another.
    h.input(new InputEvent.Paste(megabyte, true));
    assertEquals(LineEdit.MAX, f.edit(AddForm.Field.SOURCE).text().length());
    h.keys("Down Down").input(new InputEvent.Paste("label ".repeat(200_000), true));
    assertTrue(f.edit(f.focus()).text().length() <= LineEdit.MAX);
    String drawn = h.draw(new Theme("plain", false, Map.of())).dump();
    assertTrue(drawn.contains("Add a torrent"), drawn);
    h.keys("^U");
    assertEquals("", f.edit(f.focus()).text());
  }

  @Test
  void aPathThatNothingMatchesSaysSo() {
    h.keys("a").type("~/fil").keys("Tab");
    assertEquals("~/fil", h.last(Effect.Complete.class).path());
    AddForm f = ((Overlay.Add) h.state.overlay()).form();
    h.answerNothing("~/fil", "no name in ~/ begins with \"fil\"");
    assertEquals("no name in ~/ begins with \"fil\"", f.message());
    assertEquals(AddForm.Field.SOURCE, f.focus());
    h.type("m");
    assertEquals("", f.message());
    h.keys("Tab");
    h.answerComplete("~/films/");
    assertEquals("~/films/", f.source());
    assertEquals("", f.message());
  }

  @Test
  void anAnswerForAPageThatIsGoneIsDropped() {
    h.keys("a").type("/x/a.torrent").keys("^F Esc");
    h.answerLoad();
    assertNull(h.state.overlay());
    assertTrue(engine.added().isEmpty());
  }

  /** Keys come faster than snapshots. */
  @Test
  void eachPressOfAnArrowStepsALimit() {
    h.keys(",").keys("Right Right Right Left");
    assertEquals(new EngineCommand.SetGlobalLimits(512 << 10, 0), h.command());
    assertEquals(new Effect.Keep("limits.down", "" + (512 << 10)), h.last(Effect.Keep.class));
    h.keys("Down Right Right");
    assertEquals(new EngineCommand.SetGlobalLimits(512 << 10, 512 << 10), h.command());
    h.tick(100);
    assertEquals(512 << 10, h.state.engine().upLimit());
    // Another program's change counts once a snapshot shows it.
    engine.submit(new EngineCommand.SetGlobalLimits(2 << 20, 0));
    h.tick(100);
    h.keys("Up Right");
    assertEquals(new EngineCommand.SetGlobalLimits((2 << 20) + (256 << 10), 0), h.command());
    // Back within one snapshot: what the file is told is what is in force.
    h.keys("Left");
    assertEquals(new Effect.Keep("limits.down", "" + (2 << 20)), h.last(Effect.Keep.class));
  }

  @Test
  void eachPressTogglesTheAlternativeSpeed() {
    h.keys("t");
    assertEquals(new EngineCommand.SetAlternativeSpeed(true), h.command());
    h.keys("t");
    assertEquals(new EngineCommand.SetAlternativeSpeed(false), h.command());
    h.tick(100);
    h.keys("t");
    assertEquals(new EngineCommand.SetAlternativeSpeed(true), h.command());
  }

  @Test
  void sourcesOfTheCommandLine() {
    h.start("/x/one.torrent", "/x/two.torrent");
    h.answerLoad();
    assertEquals(1, engine.added().size());
    Harness single = new Harness(FakeSwarm.small(), 80, 24);
    single.start("/x/one.torrent");
    single.answerLoad();
    assertInstanceOf(Overlay.Add.class, single.state.overlay());
  }

  @Test
  void labelLimitsAndMove() {
    String id = selected();
    h.keys("l ^U").type("iso").keys("Enter");
    assertEquals(new EngineCommand.SetLabel(id, "iso"), h.command());
    h.tick(250);
    h.keys("u");
    assertEquals(new EngineCommand.SetLabel(id, "linux"), h.command());
    h.keys("L ^U").type("2M nope").keys("Enter");
    assertInstanceOf(Overlay.Dialog.class, h.state.overlay());
    h.keys("^U").type("2M -").keys("Enter");
    assertEquals(new EngineCommand.SetTorrentLimits(id, 2 << 20, 0), h.command());
    h.keys("m ^U").type("relative").keys("Enter");
    assertInstanceOf(Overlay.Dialog.class, h.state.overlay());
    h.keys("^U").type("~/new").keys("Enter");
    assertEquals(new EngineCommand.Move(id, Path.of("/home/me/new")), h.command());
  }

  @Test
  void aDialogActsOnTheTorrentItWasOpenedFor() {
    String id = selected();
    h.keys("w").keys("j j Enter");
    h.keys("l");
    torrent(0).done = torrent(0).size;
    h.tick(250);
    h.keys("^U").type("x").keys("Enter");
    assertEquals(new EngineCommand.SetLabel(id, "x"), h.command());
  }

  @Test
  void whoWaitsInTheQueueHasAViewAndCanBeForced() {
    ViewFilter queued = new ViewFilter(ViewFilter.Kind.QUEUED, "");
    assertFalse(h.state.torrents().views().contains(queued));
    torrent(0).waits = true;
    h.tick(250);
    int at = h.state.torrents().views().indexOf(queued);
    assertEquals(1, h.state.torrents().count(at));
    assertEquals("Queued", h.state.torrents().selected().stateWord());
    h.keys(":").type("force").keys("Enter");
    assertEquals(new EngineCommand.SetForced(torrent(0).id(), true), h.command());
    h.tick(250);
    assertEquals("Forced", h.state.torrents().selected().stateWord());
    assertFalse(h.state.torrents().views().contains(queued));
    h.keys("u");
    assertEquals(new EngineCommand.SetForced(torrent(0).id(), false), h.command());
  }

  @Test
  void aShareGoalIsSetAndTakenBack() {
    String id = selected();
    h.keys(":").type("goal 2 1440 all pause").keys("Enter");
    ShareGoal goal = new ShareGoal(2, 1440, true, ShareGoal.Action.PAUSE);
    assertEquals(new EngineCommand.SetShareGoal(id, goal), h.command());
    h.tick(250);
    h.keys(":").type("goal").keys("Enter");
    h.keys("^U").type("much").keys("Enter");
    assertInstanceOf(Overlay.Dialog.class, h.state.overlay());
    h.keys("^U").type("default").keys("Enter");
    assertEquals(new EngineCommand.SetShareGoal(id, null), h.command());
    h.tick(250);
    h.keys("u");
    assertEquals(new EngineCommand.SetShareGoal(id, goal), h.command());
  }

  @Test
  void queue() {
    h.keys("J");
    assertEquals(new EngineCommand.SetQueuePosition(torrent(1).id(), 1), h.command());
    h.tick(250);
    h.keys("K");
    assertEquals(0, h.state.torrents().selected().snapshot().queuePosition() - 1);
    h.tick(250);
    assertEquals(0, h.state.torrents().selected().snapshot().queuePosition());
    int before = engine.commands().size();
    h.keys("K");
    assertEquals(before, engine.commands().size());
  }

  @Test
  void filesByFolder() {
    h.keys("j j 2");
    h.tick(250);
    String id = selected();
    h.keys("j Space");
    EngineCommand.SetFilePriorities c = (EngineCommand.SetFilePriorities) h.command();
    assertEquals(id, c.id());
    assertEquals(5, c.priorities().size());
    h.tick(250);
    h.keys("Up +");
    c = (EngineCommand.SetFilePriorities) h.command();
    assertEquals(FilePriority.LOW, c.priorities().get(0));
    h.keys("u");
    c = (EngineCommand.SetFilePriorities) h.command();
    assertEquals(FilePriority.SKIP, c.priorities().get(0));
    h.keys("Left");
    h.keys("/").type("E07").keys("Enter");
    assertEquals(7, h.state.detail().files().shown());
    h.keys("Esc");
    h.keys("G R ^U").type("../x").keys("Enter");
    assertInstanceOf(Overlay.Dialog.class, h.state.overlay());
    h.keys("^U").type("new/name").keys("Enter");
    assertInstanceOf(EngineCommand.RenameFile.class, h.command());
  }

  @Test
  void messagesAreTraced() {
    h.keys("3");
    h.tick(250);
    String address = h.state.detail().peers().selected().address();
    h.keys(":").type("trace").keys("Enter");
    assertEquals(new EngineCommand.Trace(selected(), address, true), h.command());
    h.tick(250);
    assertTrue(h.state.isTraced(selected(), address));
    assertTrue(h.state.toast().text().contains("/state/trace/x.log"), h.state.toast().text());
    h.keys(":").type("trace").keys("Enter");
    assertEquals(new EngineCommand.Trace(selected(), address, false), h.command());
    h.tick(250);
    assertFalse(h.state.isTraced(selected(), address));
    h.keys(":").type("trace all").keys("Enter");
    assertEquals(new EngineCommand.Trace(selected(), "", true), h.command());
    h.keys(":").type("trace 10.0.0.1:6881").keys("Enter");
    assertEquals(new EngineCommand.Trace(selected(), "10.0.0.1:6881", true), h.command());
    int before = h.effects.size();
    h.keys(":").type("trace example.org").keys("Enter");
    assertEquals(before, h.effects.size());
  }

  @Test
  void rulesRaiseAlertsAndRing() {
    h.engine.emit(
        new EngineEvent.AlertFired(
            1, "disk-low", AlertSeverity.WARNING, "", "", "", "4 % is free", false));
    h.engine.emit(
        new EngineEvent.AlertFired(
            2, "no-port", AlertSeverity.CRITICAL, "", "", "", "nobody can call", true));
    h.tick(250);
    assertEquals(2, h.state.alerts().open());
    assertEquals(EventLog.Level.ERROR, h.state.alerts().worst());
    assertEquals(1, h.effects.stream().filter(Effect.Bell.class::isInstance).count());
    h.engine.emit(new EngineEvent.AlertCleared(3, "no-port", "", "", "", "it is back"));
    h.tick(250);
    assertEquals(1, h.state.alerts().open());
    assertEquals("disk-low is over: x", describe("disk-low", "x"));
  }

  private static String describe(String rule, String why) {
    return EventText.line(new EngineEvent.AlertCleared(3, rule, "", "", "", why)).text();
  }

  @Test
  void peersAndTrackers() {
    h.keys("3");
    h.tick(250);
    String address = h.state.detail().peers().selected().address();
    h.keys("b Enter");
    assertEquals(new EngineCommand.BanPeer(selected(), address), h.command());
    h.keys("+").type("nonsense").keys("Enter ^U").type("[2001:db8::1]:6881").keys("Enter");
    assertEquals(new EngineCommand.AddPeer(selected(), "[2001:db8::1]:6881"), h.command());
    h.keys("5");
    h.tick(250);
    h.keys("+").type("ftp://x").keys("Enter ^U").type("udp://t.example:80/a").keys("Enter");
    assertEquals(new EngineCommand.AddTracker(selected(), "udp://t.example:80/a", 0), h.command());
    h.tick(250);
    h.keys("G -");
    assertEquals(new EngineCommand.RemoveTracker(selected(), "udp://t.example:80/a"), h.command());
    h.keys("u");
    assertInstanceOf(EngineCommand.AddTracker.class, h.command());
  }

  @Test
  void pieces() {
    h.keys("4");
    h.tick(250);
    h.keys("Right n");
    int at = h.state.detail().piece();
    assertEquals(0, h.state.detail().pieces().state()[at]);
    h.keys("N Left g Up");
    assertTrue(h.state.detail().piece() < at);
    h.keys("G");
    assertTrue(h.state.detail().piece() > 6_000);
  }

  @Test
  void eventsBecomeLogAndAlerts() {
    FakeSwarm.events(engine);
    h.tick(250);
    assertEquals(5, h.state.alerts().open());
    FakeSwarm.events(engine);
    h.tick(250);
    assertEquals(5, h.state.alerts().list().size());
    assertEquals(2, h.state.alerts().list().getFirst().count());
    h.keys("! Space");
    assertEquals(4, h.state.alerts().open());
    h.keys("A x");
    assertTrue(h.state.alerts().list().isEmpty());
    h.keys("Esc 7");
    int all = h.state.detail().log().lines().size();
    h.keys("+");
    assertTrue(h.state.detail().log().lines().size() < all);
    h.keys("- e");
    assertTrue(h.state.detail().log().lines().size() > all);
    h.keys("/").type("banned").keys("Enter");
    assertTrue(
        h.state
            .detail()
            .log()
            .matches(h.state.detail().log().lines().get(h.state.detail().log().cursor().index())));
  }

  @Test
  void alertsLeadToTheirTorrent() {
    FakeSwarm.events(engine);
    h.tick(250);
    h.keys("/").type("zero").keys("Enter ! j Enter");
    assertEquals(TorrentState.ERROR, h.state.torrents().selected().snapshot().state());
  }

  @Test
  void commandLine() {
    h.keys(":").type("label tv").keys("Enter");
    assertEquals(new EngineCommand.SetLabel(selected(), "tv"), h.command());
    h.keys(":").type("global-limits 20M 2M").keys("Enter");
    assertEquals(new EngineCommand.SetGlobalLimits(20 << 20, 2 << 20), h.command());
    h.keys(":").type("so").keys("Tab");
    assertEquals("sort ", ((Overlay.Prompt) h.state.overlay()).edit().text());
    h.keys("Esc :").type("sort ratio").keys("Enter");
    assertEquals(TorrentColumn.RATIO, h.state.torrents().sort());
    assertTrue(h.state.torrents().descending());
    h.keys(":").type("nonsense").keys("Enter");
    assertFalse(((Overlay.Prompt) h.state.overlay()).error().isEmpty());
    h.keys("Esc : Up Up");
    assertEquals("global-limits 20M 2M", ((Overlay.Prompt) h.state.overlay()).edit().text());
    h.keys("Esc :").type("confirm").keys("Enter");
    assertFalse(((Overlay.Prompt) h.state.overlay()).error().isEmpty());
  }

  @Test
  void palette() {
    h.keys("^K").type("check data").keys("Enter");
    assertEquals(new EngineCommand.Verify(selected()), h.command());
  }

  @Test
  void columnsAreChosenOrderedAndRemembered() {
    h.keys("c j Space");
    assertFalse(h.state.preferences().columns().contains(TorrentColumn.SIZE));
    h.keys("G Space K");
    assertEquals(TorrentColumn.PATH, h.state.preferences().columns().getLast());
    h.keys("r");
    assertEquals(TorrentColumn.DEFAULT, h.state.preferences().columns());
    h.last(Effect.Save.class);
  }

  @Test
  void escGoesBackOneLevelEachTime() {
    h.keys("w j Enter / z Enter Space Tab z");
    h.keys("Esc Esc Esc Esc Esc Esc");
    assertNull(h.state.overlay());
    assertEquals(Focus.TORRENTS, h.state.focus());
    assertEquals(0, h.state.torrents().marked());
    assertTrue(h.state.torrents().filter().isEmpty());
    assertEquals(io.bitonic.tui.model.ViewFilter.ALL, h.state.torrents().view());
  }

  @Test
  void interruptLeavesThePageFirst() {
    h.keys("/").type("zero").keys("^C");
    assertNull(h.state.overlay());
    assertEquals(20, h.state.torrents().visible().size());
    assertTrue(h.effects.isEmpty());
    h.keys("^C");
    assertInstanceOf(Effect.Quit.class, h.effects.getLast());
  }

  @Test
  void yankCopiesWhatWasChosen() {
    h.keys("y Enter");
    Effect.Copy c = h.last(Effect.Copy.class);
    assertTrue(c.text().startsWith("magnet:?xt=urn:btih:" + selected()), c.text());
    assertTrue(c.text().contains("dn=ubuntu"), c.text());
  }

  @Test
  void aRefusalIsShown() {
    engine.submit(new EngineCommand.Remove(selected(), false));
    h.keys("p");
    assertTrue(h.state.toast().text().startsWith("no torrent"), h.state.toast().text());
  }

  @Test
  void nothingNewMeansNothingToDraw() {
    assertFalse(h.tick(0));
    assertTrue(h.tick(1_000));
  }

  @Test
  void mouse() {
    h.draw(new Theme("plain", false, Map.of()));
    h.input(click(40, 6));
    assertEquals(torrent(3).id(), selected());
    h.input(click(3, 3));
    assertEquals("Active", h.state.torrents().view().title());
    h.input(click(25, 22));
    assertEquals(Tab.PEERS, h.state.detail().tab());
    h.input(click(22, 2));
    assertEquals(TorrentColumn.NAME, h.state.torrents().sort());
    int top = h.state.torrents().cursor().top();
    h.input(
        new InputEvent.Mouse(
            InputEvent.Mouse.Kind.WHEEL_DOWN, InputEvent.Mouse.Button.NONE, 40, 10));
    assertTrue(h.state.torrents().cursor().top() >= top);
  }

  private static InputEvent click(int x, int y) {
    return new InputEvent.Mouse(InputEvent.Mouse.Kind.DOWN, InputEvent.Mouse.Button.LEFT, x, y);
  }

  @Test
  void anyKeysInAnyOrderBreakNothing() {
    String[] all =
        ("j k g G Tab S-Tab 1 2 3 4 5 6 7 Enter Esc Space V * A a p d D u v r m l L i y K J s o < >"
                + " c / : ^K ? ! , T z [ ] + - n N e b R w x Up Down Left Right PgDn PgUp ^F ^L %"
                + " Backspace t o . 漢")
            .split(" ");
    java.util.Random random = new java.util.Random(11);
    var theme = new Theme("plain", false, Map.of());
    int[][] sizes = {{120, 36}, {80, 24}, {40, 12}, {61, 17}, {70, 50}, {240, 67}};
    for (int i = 0; i < 6_000; i++) {
      h.keys(all[random.nextInt(all.length)]);
      if (i % 7 == 0) {
        h.tick(250);
        h.draw(theme);
      }
      if (i % 97 == 0) {
        int[] s = sizes[random.nextInt(sizes.length)];
        h.resize(s[0], s[1]);
      }
    }
    assertEquals(List.of(), h.effects.stream().filter(e -> e instanceof Effect.Quit).toList());
  }
}
