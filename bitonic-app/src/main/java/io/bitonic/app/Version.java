package io.bitonic.app;

/** The version of this build; a test holds it equal to the one in pom.xml. */
public final class Version {
  public static final String NUMBER = "0.1.0";

  private Version() {}
}
