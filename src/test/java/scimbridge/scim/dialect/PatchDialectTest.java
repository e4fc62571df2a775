package scimbridge.scim.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scimbridge.fault.Fault;
import scimbridge.identity.Attributes;
import scimbridge.identity.ResourceType;
import scimbridge.identity.schema.Normalized;
import scimbridge.identity.schema.Schemas;
import scimbridge.scim.patch.DocumentPatch;

/** From a PATCH message to the document it makes: translation and application together. */
class PatchDialectTest {
  private static final Schemas SCHEMAS = Schemas.bundled();
  private static final String ID = "5b3c0d3e-6d0b-4a3c-9a39-8d5a6b3f0c11";
  private static final String ENTERPRISE = Schemas.ENTERPRISE_USER;

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  private static TranslatedPatch translate(String operations, boolean strict) {
    return PatchDialect.translate(
        json(
            "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':["
                + operations
                + "]}"),
        ResourceType.USER,
        SCHEMAS,
        strict,
        ID,
        1000);
  }

  private static Normalized apply(String document, String operations, boolean strict) {
    return new DocumentPatch(ResourceType.USER, SCHEMAS, !strict)
        .apply(Attributes.of(json(document)), translate(operations, strict).document());
  }

  private static ObjectNode patched(String document, String operations) {
    return apply(document, operations, false).attributes().toNode();
  }

  private static Fault.Kind fault(ThrowingCallable code) {
    Fault[] found = new Fault[1];
    assertThatThrownBy(code).isInstanceOfSatisfying(Fault.class, fault -> found[0] = fault);
    return found[0].kind();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // single values
        "{'userName':'u'}|{'op':'Add','path':'Title','value':'T'}|{'userName':'u','title':'T'}",
        "{'userName':'u','title':'S'}|{'op':'add','path':'title','value':'T'}|{'userName':'u','title':'T'}",
        "{'userName':'u','title':'S'}|{'op':'replace','path':'title','value':null}|{'userName':'u'}",
        "{'userName':'u','active':true}|{'op':'Replace','path':'active','value':'False'}|{'userName':'u','active':false}",
        "{'userName':'u'}|{'op':'remove','path':'title'}|{'userName':'u'}",
        // parts
        "{'userName':'u','name':{'givenName':'G'}}|{'op':'add','path':'name','value':{'familyName':'F'}}|{'userName':'u','name':{'givenName':'G','familyName':'F'}}",
        "{'userName':'u','name':{'givenName':'G','familyName':'F'}}|{'op':'replace','path':'name','value':{'givenName':null}}|{'userName':'u','name':{'familyName':'F'}}",
        "{'userName':'u','name':{'givenName':'G'}}|{'op':'remove','path':'name.givenName'}|{'userName':'u'}",
        "{'userName':'u'}|{'op':'replace','value':{'name.givenName':'G','name.familyName':'F'}}|{'userName':'u','name':{'givenName':'G','familyName':'F'}}",
        // elements
        "{'userName':'u','emails':[{'value':'a','type':'work'}]}|{'op':'add','path':'emails','value':[{'value':'A','type':'work','display':'d'}]}|{'userName':'u','emails':[{'value':'A','type':'work','display':'d'}]}",
        "{'userName':'u','emails':[{'value':'a','type':'work'}]}|{'op':'add','path':'emails','value':{'value':'b'}}|{'userName':'u','emails':[{'value':'a','type':'work'},{'value':'b'}]}",
        "{'userName':'u','emails':[{'value':'a','type':'work'}]}|{'op':'replace','path':'emails','value':[]}|{'userName':'u'}",
        "{'userName':'u','emails':[{'value':'a','type':'work'},{'value':'b'}]}|{'op':'remove','path':'emails','value':[{'value':'b'}]}|{'userName':'u','emails':[{'value':'a','type':'work'}]}",
        "{'userName':'u','emails':[{'value':'a','type':'work'}]}|{'op':'remove','path':'emails','value':[]}|{'userName':'u','emails':[{'value':'a','type':'work'}]}",
        "{'userName':'u','emails':[{'value':'a','type':'work'}]}|{'op':'remove','path':'emails'}|{'userName':'u'}",
        "{'userName':'u','roles':[{'value':'r','primary':true}]}|{'op':'add','path':'roles','value':[{'value':'s','primary':'True'}]}|{'userName':'u','roles':[{'value':'r','primary':false},{'value':'s','primary':true}]}",
        // every form of a path
        "{'userName':'u'}|{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User:name.givenName','value':'G'}|{'userName':'u','name':{'givenName':'G'}}",
        "{'userName':'u','emails':[{'type':'work','value':'a'}]}|{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq \\\"work\\\"].value','value':'b'}|{'userName':'u','emails':[{'type':'work','value':'b'}]}",
        "{'userName':'u','emails':[{'type':'work','value':'a'},{'type':'home','value':'b'}]}|{'op':'remove','path':'emails[not (type eq \\\"work\\\")]'}|{'userName':'u','emails':[{'type':'work','value':'a'}]}",
        "{'userName':'u','emails':[{'type':'work','value':'a@x'},{'type':'work','value':'b@y'}]}|{'op':'remove','path':'emails[type eq \\\"work\\\" and value ew \\\"y\\\"]'}|{'userName':'u','emails':[{'type':'work','value':'a@x'}]}",
        "{'userName':'u','emails':[{'type':'work','value':'a'},{'type':'home','value':'b'}]}|{'op':'remove','path':'emails.type'}|{'userName':'u','emails':[{'value':'a'},{'value':'b'}]}",
        "{'userName':'u','addresses':[{'type':'work','region':'R','country':'C'}]}|{'op':'remove','path':'addresses[type eq \\\"work\\\"].region'}|{'userName':'u','addresses':[{'type':'work','country':'C'}]}",
        "{'userName':'u','addresses':[{'type':'work','region':'R'},{'type':'home','region':'H'}]}|{'op':'replace','path':'addresses[type eq \\\"work\\\"]','value':{'type':'work','country':'C'}}|{'userName':'u','addresses':[{'type':'work','country':'C'},{'type':'home','region':'H'}]}",
        "{'userName':'u','addresses':[{'type':'work','region':'R'}]}|{'op':'add','path':'addresses[type eq \\\"work\\\"]','value':{'country':'C'}}|{'userName':'u','addresses':[{'type':'work','region':'R','country':'C'}]}",
        "{'userName':'u','E':{'department':'D'}}|{'op':'add','path':'E:manager.value','value':'m'}|{'userName':'u','E':{'department':'D','manager':{'value':'m'}}}",
        "{'userName':'u','emails':[{'value':'a','primary':true},{'type':'home','value':'b'}]}|{'op':'replace','path':'emails[type eq \\\"home\\\"].primary','value':true}|{'userName':'u','emails':[{'value':'a','primary':false},{'type':'home','value':'b','primary':true}]}",
        // extensions
        "{'userName':'u'}|{'op':'add','path':'manager','value':'m'}|{'userName':'u','E':{'manager':{'value':'m'}}}",
        "{'userName':'u','E':{'manager':{'value':'m'}}}|{'op':'replace','path':'E:manager','value':{'value':''}}|{'userName':'u'}",
        "{'userName':'u','E':{'manager':{'value':'m'}}}|{'op':'replace','path':'manager','value':''}|{'userName':'u'}",
        "{'userName':'u','E':{'manager':{'value':'m'}}}|{'op':'replace','path':'manager','value':null}|{'userName':'u'}",
        "{'userName':'u'}|{'op':'replace','value':{'E':{'department':'D'}}}|{'userName':'u','E':{'department':'D'}}",
        "{'userName':'u'}|{'op':'replace','value':{'E:department':'D'}}|{'userName':'u','E':{'department':'D'}}",
        "{'userName':'u','E':{'department':'D'}}|{'op':'remove','path':'E'}|{'userName':'u'}",
        "{'userName':'u'}|{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:User:title','value':'T'}|{'userName':'u','title':'T'}",
        "{'userName':'u'}|{'op':'add','value':{'urn:ietf:params:scim:schemas:core:2.0:User':{'title':'T'}}}|{'userName':'u','title':'T'}",
        // echoes and unknown attributes beside understood ones
        "{'userName':'u'}|{'op':'replace','value':{'id':'ID','schemas':[],'meta':{'version':'x'},'groups':[],'title':'T'}}|{'userName':'u','title':'T'}",
        "{'userName':'u'}|{'op':'replace','value':{'shoeSize':'44','title':'T'}}|{'userName':'u','title':'T'}"
      })
  void operationMakesTheDocument(String before, String operation, String after) {
    String written = operation.replace("'E", "'" + ENTERPRISE).replace("'ID'", "'" + ID + "'");

    assertThat(patched(before.replace("'E'", "'" + ENTERPRISE + "'"), written))
        .isEqualTo(json(after.replace("'E'", "'" + ENTERPRISE + "'")));
  }

  @Test
  void aFilterThatMatchesNothingSeedsTheElement() {
    String operations =
        """
        {'op':'Replace','path':'emails[type eq \\"work\\"].value','value':'a@x'},
        {'op':'add','path':'emails[type eq \\"work\\"].primary','value':'True'}""";

    assertThat(patched("{'userName':'u'}", operations))
        .isEqualTo(
            json("{'userName':'u','emails':[{'type':'work','value':'a@x','primary':true}]}"));
  }

  @Test
  void strictAppsGetNoTargetForAReplaceWithoutAMatch() {
    String operation = "{'op':'replace','path':'emails[type eq \\\"work\\\"].value','value':'a@x'}";

    assertThat(fault(() -> apply("{'userName':'u'}", operation, true)))
        .isEqualTo(Fault.Kind.NO_TARGET);
  }

  @Test
  void strictAppsAreToldOfUnknownAttributes() {
    assertThat(
            fault(() -> translate("{'op':'replace','value':{'shoeSize':'4','title':'T'}}", true)))
        .isEqualTo(Fault.Kind.INVALID_PATH);
    assertThat(
            fault(
                () ->
                    translate("{'op':'add','path':'name','value':{'givenName':'G','x':1}}", true)))
        .isEqualTo(Fault.Kind.INVALID_SYNTAX);
  }

  @Test
  void lenientAppsHaveThemDroppedAndNamed() {
    assertThat(translate("{'op':'replace','value':{'shoeSize':'4','title':'T'}}", false).unknown())
        .containsExactly("shoeSize");
  }

  @Test
  void aPasswordIsTakenOutOfTheDocument() {
    Normalized result =
        apply("{'userName':'u'}", "{'op':'replace','value':{'password':'s3cret'}}", false);

    assertThat(result.attributes().toJson()).doesNotContain("s3cret");
    assertThat(result.password().reveal()).isEqualTo("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password[value eq \"s3cret\"",
        "password[value eq \"s3cret\"]",
        "password[s3cret]",
        "Password [value eq \"s3cret\"]",
        "password eq \"s3cret\"",
        "password=s3cret",
        "urn:ietf:params:scim:schemas:core:2.0:User:password \"s3cret\"",
        "name[password eq \"s3cret\"",
        "emails[password eq \"s3cret\"].value"
      })
  void aPasswordInAPathIsNotTold(String path) {
    String escaped = path.replace("\"", "\\'");
    assertThatThrownBy(
            () ->
                apply(
                    "{'userName':'u'}",
                    "{'op':'replace','path':'%s','value':'x'}".formatted(escaped),
                    true))
        .isInstanceOfSatisfying(
            Fault.class, fault -> assertThat(fault.detail()).doesNotContain("s3cret"));
  }

  @Test
  void wordsGivenTwiceInDifferentCaseAreRefused() {
    assertThat(
            fault(() -> translate("{'op':'add','Op':'remove','path':'title','value':'x'}", false)))
        .isEqualTo(Fault.Kind.INVALID_SYNTAX);
  }

  @Test
  void tooManyOperationsAreRefusedBeforeTheyAreApplied() {
    String one = "{'op':'add','path':'title','value':'x'},";

    assertThat(fault(() -> translate(one.repeat(1000) + one.substring(0, one.length() - 1), false)))
        .isEqualTo(Fault.Kind.TOO_LARGE);
  }
}
