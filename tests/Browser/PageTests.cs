using Microsoft.Playwright;
using Platform.Inference.Security;
using static Microsoft.Playwright.Assertions;

namespace Platform.Browser.Tests;

public class PageTests(BrowserFixture browser, TinyBundleFixture bundle)
{
    [Fact]
    public async Task Generate_DrawsAGrid_AndWalksBetweenSeeds()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        var page = open.Page;
        await page.Locator("#tab-generate").ClickAsync();
        await page.Locator("#seed").FillAsync("7");
        await page.Locator("#count").SelectOptionAsync("6");
        await page.Locator("#draw button").ClickAsync();
        await Expect(page.Locator("#grid img")).ToHaveCountAsync(6);
        await Expect(page.Locator("#draw-status")).ToHaveTextAsync("6 of 6 drawn.");
        await Expect(page.GetByAltText("Synthetic lesion 5 of seed 7")).ToBeVisibleAsync();
        Assert.Equal(
            Enumerable.Repeat(TinyBundle.Generated, 6),
            await page.EvaluateAsync<int[]>(
                "() => [...document.querySelectorAll('#grid img')].map(i => i.naturalWidth)"
            )
        );
        await open.PictureAsync("generate");

        await page.Locator("#walk-seed").FillAsync("8");
        await page.Locator("#steps").SelectOptionAsync("8");
        await page.Locator("#walk button").ClickAsync();
        await Expect(page.Locator("#draw-status")).ToHaveTextAsync("8 steps from seed 7 to seed 8: move the slider.");
        await Expect(page.Locator("#walk-step")).ToHaveJSPropertyAsync("max", "7");
        Task<string> Shown() => page.Locator("#walk-image").EvaluateAsync<string>("i => i.src");
        var last = await Shown();
        await page.Locator("#walk-step").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        Assert.NotEqual(last, await Shown());
        await Expect(page.Locator("#walk-image"))
            .ToHaveAttributeAsync("alt", "Synthetic lesion, step 1 of 8 between two seeds");
        await open.PictureAsync("walk");
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Generate_OfABundleThatDrawsNothing_SaysSo()
    {
        var root = Directory.CreateTempSubdirectory("plain-bundle-").FullName;
        TinyBundle.PublishWithoutGenerator(root, "plain", "1.0.0");
        try
        {
            await using var open = await OpenPage.StartAsync(browser, root);
            await open.Page.Locator("#tab-generate").ClickAsync();
            await Expect(open.Page.Locator("#no-generator")).ToBeVisibleAsync();
            await Expect(open.Page.Locator("#draw button")).ToBeDisabledAsync();
            await open.PictureAsync("no-generator");
            Assert.Empty(open.Complaints);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Server_ShowsBundlesAndWhatItDid()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        await open.GiveAsync("drop", "lesion.jpg", Samples.Jpeg());
        await Expect(open.Page.Locator("#result")).ToBeVisibleAsync();
        await open.Page.Locator("#tab-server").ClickAsync();
        await Expect(open.Page.Locator("#health")).ToHaveTextAsync("Ready: every bundle has passed its checks.");
        await Expect(open.Page.Locator("#bundles tr")).ToHaveTextAsync("tiny1.0.0serving");
        await Expect(open.Page.Locator("#rates div").Filter(new() { HasText = "answered" }).Locator("dd"))
            .ToHaveTextAsync("1");
        await open.PictureAsync("server");
        Assert.Empty(open.Complaints);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    public async Task NarrowScreen_NeedsNoSidewaysScrolling(int width)
    {
        await using var open = await OpenPage.StartAsync(browser, bundle, width, height: 740);
        await open.ChangeAnswersAsync(answer =>
        {
            foreach (var prediction in answer["predictions"]!.AsArray())
                prediction!["name"] = new string('n', 70);
        });
        var page = open.Page;
        Task<int> Width() => page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        await open.GiveAsync("drop", $"{new string('f', 70)}.jpg", Samples.Jpeg());
        await Expect(page.Locator("#heat")).ToBeVisibleAsync();
        Assert.Equal(width, await Width());
        await open.PictureAsync($"narrow-{width}-classify");
        await page.Locator("#tab-generate").ClickAsync();
        await page.Locator("#draw button").ClickAsync();
        await Expect(page.Locator("#grid img")).ToHaveCountAsync(12);
        Assert.Equal(width, await Width());
        await open.PictureAsync($"narrow-{width}-generate");
        await page.Locator("#tab-server").ClickAsync();
        await Expect(page.Locator("#bundles tr")).ToHaveCountAsync(1);
        Assert.Equal(width, await Width());
    }

    [Fact]
    public async Task EveryControl_HasAName_AndEveryTextItsContrast()
    {
        await using var open = await OpenPage.StartAsync(browser, bundle);
        Assert.Empty(
            await open.Page.EvaluateAsync<string[]>(
                "() => [...document.querySelectorAll('input, select, button')].filter(e => !(e.labels?.length || "
                    + "e.getAttribute('aria-label') || e.textContent.trim())).map(e => e.outerHTML)"
            )
        );
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await open.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            // WCAG 2.2, 1.4.3: 4.5 to 1 between text and ground.
            var ratios = await open.Page.EvaluateAsync<double[]>(
                """
                () => {
                  const style = getComputedStyle(document.documentElement), hex = n => style.getPropertyValue(n).trim();
                  const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                  const light = n => [1, 3, 5].map(i => linear(parseInt(hex(n).slice(i, i + 2), 16) / 255))
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                  const pairs = [
                    ['--ink', '--paper'], ['--ink', '--ground'], ['--soft', '--paper'], ['--soft', '--ground'],
                    ['--accent', '--ground'], ['--on-accent', '--accent'], ['--warn', '--warn-ground'],
                    ['--bad', '--bad-ground'], ['--bad', '--paper'], ['--good', '--paper']];
                  return pairs.map(([a, b]) => [light(a), light(b)].sort((x, y) => y - x))
                    .map(([a, b]) => (a + 0.05) / (b + 0.05));
                }
                """
            );
            Assert.All(ratios, r => Assert.InRange(r, 4.5, 21));
        }
    }

    [Fact]
    public async Task Keys_AreAskedFor_AndThenUsed()
    {
        var folder = Directory.CreateTempSubdirectory("browser-keys-");
        var file = Path.Combine(folder.FullName, "keys.json");
        var (stored, secret) = ApiKey.Create("page", [Scope.Classify], 1000, 1000, DateTimeOffset.UtcNow);
        KeyFile.Change(file, _ => [stored]);
        await using (var open = await OpenPage.StartAsync(browser, bundle, keys: file))
        {
            await Expect(open.Page.Locator("#key-form")).ToContainTextAsync("This server wants an API key.");
            await Expect(open.Page.Locator("#key")).ToBeFocusedAsync();
            foreach (var id in new[] { "#alert", "#views", "#tabs", "#settings" })
                await Expect(open.Page.Locator(id)).ToBeHiddenAsync();
            await open.PictureAsync("key-first-visit");

            foreach (var wrong in new[] { "lesion_00000000_none", "\u201ckey\u201d" })
            {
                await open.Page.GetByLabel("API key").FillAsync(wrong);
                await open.Page.Keyboard.PressAsync("Enter");
                await Expect(open.Page.Locator("#alert")).ToContainTextAsync("API key");
            }
            await open.PictureAsync("key-refused");
            await open.Page.GetByLabel("API key").FillAsync(secret);
            await open.Page.Keyboard.PressAsync("Tab");
            await Expect(open.Page.Locator("#views")).ToBeVisibleAsync();
            await Expect(open.Page.Locator("#alert")).ToBeHiddenAsync();
            await Expect(open.Page.Locator("#bundle option")).ToHaveCountAsync(1);
            await open.GiveAsync("drop", "lesion.jpg", Samples.Jpeg());
            await Expect(open.Page.Locator("#result")).ToBeVisibleAsync();

            await open.Page.Locator("#tab-generate").ClickAsync();
            await open.Page.Locator("#draw button").ClickAsync();
            await Expect(open.Page.Locator("#alert")).ToHaveTextAsync("this key lacks the scope generate");
        }
        folder.Delete(recursive: true);
    }
}
