package io.bitonic.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the front ends to the parts of the engine that docs/adr/002 opens to them. */
class FrontEndImportsTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.bitonic");

  private static final ArchRule DASHBOARD =
      noClasses()
          .that()
          .resideInAPackage("io.bitonic.tui..")
          .should()
          .dependOnClassesThat(areOfTheEngineOtherThan("api", "config"))
          .allowEmptyShould(true);

  private static final ArchRule APP =
      noClasses()
          .that()
          .resideInAPackage("io.bitonic.app..")
          .should()
          .dependOnClassesThat(
              areOfTheEngineOtherThan(
                  "alert",
                  "api",
                  "config",
                  "create",
                  "hash",
                  "metainfo",
                  "resume",
                  "session",
                  "util"))
          .allowEmptyShould(true);

  private static final ArchRule NOTHING_BELOW_KNOWS_THE_APP =
      noClasses()
          .that()
          .resideInAnyPackage("io.bitonic.tui..", "io.bitonic.core..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.bitonic.app..")
          .allowEmptyShould(true);

  @Test
  void dashboardUsesOnlyWhatIsOpenToIt() {
    DASHBOARD.check(ALL);
  }

  @Test
  void appUsesOnlyWhatIsOpenToIt() {
    APP.check(ALL);
  }

  @Test
  void nothingBelowKnowsTheApp() {
    NOTHING_BELOW_KNOWS_THE_APP.check(ALL);
  }

  private static DescribedPredicate<JavaClass> areOfTheEngineOtherThan(String... open) {
    String core = "io.bitonic.core.";
    Set<String> names = Set.of(open);
    return DescribedPredicate.describe(
        "are of the engine other than " + String.join(", ", open),
        type ->
            type.getPackageName().startsWith(core)
                && !names.contains(
                    type.getPackageName().substring(core.length()).split("\\.", 2)[0]));
  }
}
