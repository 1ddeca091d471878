/** What pytest writes about its tests. */
import { expect, test } from "vitest";
import { parseJunit } from "../../../src/verify/user-tests/junit.ts";

const REPORT = `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="6">
<testcase classname="tests.test_fit" name="test_passes" file="tests/test_fit.py" line="3" time="0.001" />
<testcase classname="tests.test_fit.TestFit" name="test_in_class[a&amp;b &#10;]" file="tests/test_fit.py" time="0.1"><system-out>a failure</system-out></testcase>
<testcase classname="tests.test_fit" name="test_fails" file="tests/test_fit.py"><failure message="assert 1 &gt; 2">x</failure></testcase>
<testcase classname="tests.test_fit" name="test_skipped" file="tests/test_fit.py"><skipped type="pytest.skip" message="no" /></testcase>
<testcase classname="tests.test_fit" name="test_passes_but_leaves" file="tests/test_fit.py" />
<testcase classname="tests.test_fit" name="test_passes_but_leaves" file="tests/test_fit.py"><error message="failed on teardown">x</error></testcase>
<testcase classname="" name="tests.test_broken"><error message="collection failure">x</error></testcase>
</testsuite></testsuites>`;

test("outcomes by node id", () => {
  expect([...parseJunit(REPORT)]).toEqual([
    ["tests/test_fit.py::test_passes", "passed"],
    ["tests/test_fit.py::TestFit::test_in_class[a&b \n]", "passed"],
    ["tests/test_fit.py::test_fails", "failed"],
    ["tests/test_fit.py::test_skipped", "skipped"],
    ["tests/test_fit.py::test_passes_but_leaves", "failed"],
    ["tests.test_broken", "failed"],
  ]);
});
