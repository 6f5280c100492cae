package io.bitonic.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the packages of the engine to docs/architecture.md. */
class ArchitectureTest {

  /**
   * The packages from the composition root down to the tools. A class may use those of its own row
   * and of the rows below it, and {@code api}, which uses nothing of the engine.
   */
  private static final List<List<String>> ROWS =
      List.of(
          List.of("session"),
          List.of("swarm"),
          List.of("picker", "choke", "rate", "queue"),
          List.of("tracker", "dht", "pex", "lsd", "webseed", "portmap", "xet"),
          List.of("disk", "hash", "create"),
          List.of("http", "proxy", "net"),
          List.of("bus", "resume", "config", "filter", "metrics", "alert", "health"),
          List.of("wire", "krpc", "metainfo", "bencode", "mse", "utp"),
          List.of("util"));

  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.bitonic.core");

  private static final ArchRule EVERY_PACKAGE_HAS_A_ROW =
      classes()
          .should()
          .resideInAnyPackage(in(Stream.concat(Stream.of("api"), all().stream()).toList()))
          .because("a new package needs a place in docs/architecture.md and in ROWS");

  private static final ArchRule NO_CYCLES =
      slices().matching("io.bitonic.core.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  private static final ArchRule API_IS_A_LEAF =
      noClasses()
          .that()
          .resideInAPackage(in("api"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in(all()))
          .allowEmptyShould(true);

  private static final ArchRule IO_DOES_NOT_KNOW_THE_SWARM =
      noClasses()
          .that()
          .resideInAnyPackage(in("disk"), in("hash"), in("net"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in("swarm"), in("session"))
          .allowEmptyShould(true);

  private static final ArchRule DECISIONS_ARE_PURE =
      noClasses()
          .that()
          .resideInAnyPackage(in("picker"), in("choke"), in("rate"), in("queue"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
          .orShould()
          .dependOnClassesThat(threadsOrClocks())
          .because("time and chance arrive as arguments, so that whole swarms replay from a seed")
          .allowEmptyShould(true);

  private static final ArchRule CODECS_DO_NO_IO =
      noClasses()
          .that()
          .resideInAnyPackage(
              in("wire"), in("krpc"), in("metainfo"), in("bencode"), in("mse"), in("utp"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.channels..", "java.net.http..")
          .orShould()
          .dependOnClassesThat(threadsOrClocks())
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.(io\\.(File.+|RandomAccessFile)|nio\\.file\\.Files|net\\.\\w*Socket\\w*)")
          .because("a codec turns bytes into values and nothing else")
          .allowEmptyShould(true);

  @Test
  void arrowsPointDown() {
    for (int row = 1; row < ROWS.size(); row++) {
      List<String> above = ROWS.subList(0, row).stream().flatMap(List::stream).toList();
      noClasses()
          .that()
          .resideInAnyPackage(in(ROWS.get(row)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(in(above))
          .allowEmptyShould(true)
          .check(ENGINE);
    }
  }

  @Test
  void everyPackageHasARow() {
    EVERY_PACKAGE_HAS_A_ROW.check(ENGINE);
  }

  @Test
  void noCycles() {
    NO_CYCLES.check(ENGINE);
  }

  @Test
  void apiIsALeaf() {
    API_IS_A_LEAF.check(ENGINE);
  }

  @Test
  void ioDoesNotKnowTheSwarm() {
    IO_DOES_NOT_KNOW_THE_SWARM.check(ENGINE);
  }

  @Test
  void decisionsArePure() {
    DECISIONS_ARE_PURE.check(ENGINE);
  }

  @Test
  void codecsDoNoIo() {
    CODECS_DO_NO_IO.check(ENGINE);
  }

  private static DescribedPredicate<JavaClass> threadsOrClocks() {
    List<String> names =
        Stream.of(Thread.class, java.time.Clock.class, java.util.Timer.class)
            .map(Class::getName)
            .toList();
    return DescribedPredicate.describe(
        "are threads or clocks", type -> names.contains(type.getName()));
  }

  private static List<String> all() {
    return ROWS.stream().flatMap(List::stream).toList();
  }

  private static String[] in(List<String> packages) {
    return packages.stream().map(ArchitectureTest::in).toArray(String[]::new);
  }

  private static String in(String name) {
    return "io.bitonic.core." + name + "..";
  }
}
