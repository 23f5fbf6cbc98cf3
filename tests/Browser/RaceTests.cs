using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Platform.Browser.Tests;

/// <summary>An answer is shown beside its own photograph and under its own bundle, whatever comes in between.</summary>
public class RaceTests(BrowserFixture browser, TinyBundleFixture bundle)
{
    const string Classify = "/v1/classify";

    static Task<int> WidthAsync(IPage page) => page.Locator("#photo").EvaluateAsync<int>("i => i.naturalWidth");

    [Fact]
    public async Task Photograph_GivenWhileAnotherIsAsked_IsShownWithItsOwnAnswer()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        var first = await open.HoldNextAsync(Classify);
        await open.GiveAsync("drop", "first.jpg", Samples.Jpeg());
        await first.Taken;
        await open.GiveAsync("paste", "second.png", Samples.Png(4));
        var expected = Answers.Expected(bundle.Path, Samples.Png(4));
        Assert.Equal(expected, await Answers.ShownAsync(open.Page));

        await first.ReleaseAsync();
        Assert.NotNull((await first.Taken).Failure);
        Assert.Equal(expected, await Answers.ShownAsync(open.Page));
        Assert.Equal(40, await WidthAsync(open.Page));
        await Expect(open.Page.Locator("#classify-status")).ToContainTextAsync("second.png: ");
        await open.PictureAsync("race-photographs");
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Photograph_ThatFails_LeavesNothingOfTheOneBefore()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        await open.GiveAsync("drop", "first.jpg", Samples.Jpeg());
        await Answers.ShownAsync(open.Page);
        await open.GiveAsync("drop", "text.jpg", "no image"u8.ToArray());
        await Expect(open.Page.Locator("#alert")).ToContainTextAsync("text.jpg");
        await ExpectNothingAsync(open.Page);
        await open.PictureAsync("race-second-fails");
    }

    static async Task ExpectNothingAsync(IPage page)
    {
        await Expect(page.Locator("#result")).ToBeHiddenAsync();
        await Expect(page.Locator("#bars li")).ToHaveCountAsync(0);
        await Expect(page.Locator("#top")).ToHaveTextAsync("");
        await Expect(page.Locator("#classify-status")).ToHaveTextAsync("");
        Assert.Equal(0, await WidthAsync(page));
    }

    [Fact]
    public async Task Bundle_ThatIsChanged_TakesTheAnswerAway_AndAnswersItself()
    {
        var root = Directory.CreateTempSubdirectory("two-bundles-").FullName;
        try
        {
            TinyBundle.Publish(root, "one", "1.0.0", seed: 1);
            TinyBundle.Publish(root, "two", "2.0.0", seed: 2);
            await using var open = await OpenPage.StartAsync(browser, root);
            await open.GiveAsync("drop", "lesion.jpg", Samples.Jpeg());
            string[] Expected(string name) => Answers.Expected(Path.Combine(root, name), Samples.Jpeg());
            Assert.Equal(Expected("one"), await Answers.ShownAsync(open.Page));

            var again = await open.HoldNextAsync(Classify);
            await open.Page.Locator("#bundle").SelectOptionAsync("two/2.0.0");
            await again.Taken;
            await Expect(open.Page.Locator("#result")).ToBeHiddenAsync();
            await open.PictureAsync("race-bundle-changes");
            await again.ReleaseAsync();
            await Expect(open.Page.Locator("#classify-status")).ToContainTextAsync("by two 2.0.0.");
            Assert.Equal(Expected("two"), await Answers.ShownAsync(open.Page));
            await Expect(open.Page.Locator("#about")).ToContainTextAsync("two 2.0.0");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Description_OfTheBundleBefore_IsNotShownUnderTheNextOne()
    {
        var root = Directory.CreateTempSubdirectory("two-bundles-").FullName;
        try
        {
            TinyBundle.Publish(root, "one", "1.0.0", seed: 1);
            TinyBundle.Publish(root, "two", "2.0.0", seed: 2);
            await using var open = await OpenPage.StartAsync(browser, root);
            await Expect(open.Page.Locator("#bundle option")).ToHaveCountAsync(2);
            var first = await open.HoldNextAsync("/v1/bundles/two/2.0.0");
            await open.Page.Locator("#bundle").SelectOptionAsync("two/2.0.0");
            await first.Taken;
            await open.Page.Locator("#bundle").SelectOptionAsync("one/1.0.0");
            await open.GiveAsync("drop", "lesion.jpg", Samples.Jpeg());
            await Answers.ShownAsync(open.Page);
            await first.ReleaseAsync();
            await Expect(open.Page.Locator("#about")).ToContainTextAsync("one 1.0.0");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task HeatMap_IsThatOfTheClassThatWasChosenLast()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        await open.GiveAsync("drop", "lesion.jpg", Samples.Jpeg());
        await Answers.ShownAsync(open.Page);
        var first = await open.HoldNextAsync(Classify);
        await open.Page.Locator("#heat-class").SelectOptionAsync("mel");
        await first.Taken;
        await Expect(open.Page.Locator("#heat")).ToBeHiddenAsync();
        await open
            .Page.Locator("#heat-class")
            .EvaluateAsync("s => { s.value = 'vasc'; s.dispatchEvent(new Event('change')); }");
        await Expect(open.Page.Locator("#heat")).ToHaveAttributeAsync("aria-label", new Regex("vascular"));
        await first.ReleaseAsync();
        await Expect(open.Page.Locator("#heat")).ToHaveAttributeAsync("aria-label", new Regex("vascular"));
        await Expect(open.Page.Locator("#heat-class")).ToHaveValueAsync("vasc");
    }

    /// <summary>The server answers, and the browser has no picture to put beside the answer.</summary>
    [Fact]
    public async Task Photograph_ThatTheBrowserCannotShow_HasNoAnswer()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        await open.GiveAsync("drop", "first.jpg", Samples.Jpeg());
        await Answers.ShownAsync(open.Page);
        var answer = "";
        await open.ChangeAnswersAsync(node => answer = node.ToJsonString());
        await open.GiveAsync("drop", "second.jpg", Samples.Jpeg());
        await Answers.ShownAsync(open.Page);
        await open.Page.UnrouteAsync($"**{Classify}");
        await open.Page.RouteAsync(
            $"**{Classify}",
            route => route.FulfillAsync(new() { ContentType = "application/json", Body = answer })
        );
        await open.GiveAsync("drop", "strange.bmp", [1, 2, 3]);
        await Expect(open.Page.Locator("#alert")).ToContainTextAsync("strange.bmp: this browser cannot show it");
        await ExpectNothingAsync(open.Page);
    }

    [Fact]
    public async Task Page_ThatComesBackFromTheHistory_ShowsNothingOfBefore()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        await open.GiveAsync("drop", "first.jpg", Samples.Jpeg());
        await Answers.ShownAsync(open.Page);
        var second = await open.HoldNextAsync(Classify);
        await open.GiveAsync("drop", "second.png", Samples.Png(1));
        await second.Taken;
        await open.Page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        await open.Page.EvaluateAsync("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        await second.ReleaseAsync();
        await ExpectNothingAsync(open.Page);
        await Expect(open.Page.Locator("#alert")).ToBeHiddenAsync();
        await open.GiveAsync("drop", "third.png", Samples.Png(4));
        Assert.Equal(Answers.Expected(bundle.Path, Samples.Png(4)), await Answers.ShownAsync(open.Page));
    }

    [Fact]
    public async Task SyntheticLesions_OfTheBundleBefore_AreTakenAway()
    {
        var root = Directory.CreateTempSubdirectory("two-bundles-").FullName;
        try
        {
            TinyBundle.Publish(root, "one", "1.0.0", seed: 1);
            TinyBundle.Publish(root, "two", "2.0.0", seed: 2);
            await using var open = await OpenPage.StartAsync(browser, root);
            await open.Page.Locator("#tab-generate").ClickAsync();
            await open.Page.Locator("#draw button").ClickAsync();
            await Expect(open.Page.Locator("#grid img")).ToHaveCountAsync(12);
            await open.Page.Locator("#bundle").SelectOptionAsync("two/2.0.0");
            await Expect(open.Page.Locator("#grid img")).ToHaveCountAsync(0);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
