using Microsoft.Playwright;
using Platform.Shared.Imaging;
using static Microsoft.Playwright.Assertions;

namespace Platform.Browser.Tests;

/// <summary>What the page says of an answer's limits, in plain words.</summary>
public class TrustTests(BrowserFixture browser)
{
    async Task AskAsync(
        byte[] pixels,
        IReadOnlyList<double>? thresholds,
        Func<IPage, Task> look,
        double? prevalence = null
    )
    {
        var root = TrustedBundle.Publish(thresholds, measured: prevalence is not null);
        try
        {
            await using var open = await OpenPage.StartAsync(
                browser,
                Path.Combine(root, "tiny"),
                prevalence: prevalence
            );
            await open.GiveAsync("drop", "lesion.png", PngEncoder.Encode(pixels, TinyBundle.Side, TinyBundle.Side));
            await Expect(open.Page.Locator("#result")).ToBeVisibleAsync();
            await look(open.Page);
            await open.PictureAsync($"trust-{thresholds?[0] ?? -1}");
            Assert.Empty(open.Complaints);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    static async Task<string> TopAsync(IPage page) =>
        await page.Locator("#bars li").First.Locator("code").InnerTextAsync();

    [Fact]
    public Task UnlikeImage_IsWarnedOf_InPlaceOfItsAnswer()
    {
        var noise = new byte[TinyBundle.Side * TinyBundle.Side * 3];
        new Random(1).NextBytes(noise);
        return AskAsync(
            noise,
            null,
            async page =>
            {
                await Expect(page.Locator("#untested")).ToBeHiddenAsync();
                await Expect(page.Locator("#unlike")).ToContainTextAsync("Do not rely on what the model says of it.");
                await Expect(page.Locator("#classify-status"))
                    .ToContainTextAsync("unlike the photographs that tiny 1.0.0 learnt from");
                foreach (var id in new[] { "#certainty", "#malignancy", "#top", "#bars", "#heat" })
                    await Expect(page.Locator(id)).ToBeHiddenAsync();
                Assert.DoesNotContain(
                    "%",
                    await page.Locator("#classify-status, #result").AllInnerTextsAsync() is [var s, var r]
                        ? s + r[..r.IndexOf("About this model")]
                        : "%"
                );

                await page.Locator("#shares-title").ClickAsync();
                await Expect(page.Locator("#bars")).ToBeVisibleAsync();
                await Expect(page.Locator("#heat")).ToBeVisibleAsync();
                Task<double> Size(string id) =>
                    page.Locator(id).EvaluateAsync<double>("e => parseFloat(getComputedStyle(e).fontSize)");
                Assert.True(await Size("#bars") < await Size("#unlike"));
            }
        );
    }

    /// <summary>
    /// Thresholds of 0 keep every class in the set; one that no probability reaches keeps its class out.
    /// </summary>
    [Fact]
    public async Task Set_NamesTheDiagnosesThatAreOpen()
    {
        var names = TinyBundle.Classes.ToDictionary(c => c.Code, c => c.Name);
        var top = "";
        await AskAsync(
            TrustedBundle.Pixels(7),
            [0, 0, 0],
            async page =>
            {
                top = await TopAsync(page);
                await Expect(page.Locator("#unlike")).ToBeHiddenAsync();
                await Expect(page.Locator("#certainty"))
                    .ToContainTextAsync("The model is not certain. It cannot rule out");
                foreach (var name in names.Values)
                    await Expect(page.Locator("#certainty")).ToContainTextAsync(name);
                await Expect(page.Locator("#certainty")).Not.ToContainTextAsync("the most probable");
            }
        );
        double[] Thresholds(Func<string, bool> open) => [.. TinyBundle.Classes.Select(c => open(c.Code) ? 0 : 1.0)];
        await AskAsync(
            TrustedBundle.Pixels(7),
            Thresholds(c => c == top),
            page =>
                Expect(page.Locator("#certainty"))
                    .ToContainTextAsync($"The model leaves one diagnosis open: {names[top]}.")
        );
        await AskAsync(
            TrustedBundle.Pixels(7),
            Thresholds(c => c != top),
            page =>
                Expect(page.Locator("#certainty"))
                    .ToContainTextAsync(
                        $"{names[top]} is the most probable, but the model is surer of it for 90 % of such lesions."
                    )
        );
    }

    /// <summary>The score against its thresholds, and what it is not.</summary>
    [Fact]
    public Task Malignancy_IsSaidInPlainWords() =>
        AskAsync(
            TrustedBundle.Pixels(0), // of the malignant class
            null,
            async page =>
            {
                await Expect(page.Locator("#malignancy")).ToContainTextAsync("(melanoma): ");
                await Expect(page.Locator("#malignancy"))
                    .ToContainTextAsync("above the threshold that was set to find 50 % or 90 % of malignant lesions.");
                await Expect(page.Locator("#malignancy")).ToContainTextAsync("a low score rules nothing out");
            }
        );

    /// <summary>Where the site says how many lesions are malignant, what the score means there.</summary>
    [Fact]
    public Task Prevalence_SaysHowManyLesionsAboveAreMalignant() =>
        AskAsync(
            TrustedBundle.Pixels(0),
            null,
            page =>
                Expect(page.Locator("#malignancy"))
                    .ToContainTextAsync(
                        "Where 10 of 100 lesions are malignant, about 29 of 100 above the threshold for 50 % are "
                            + "(23 to 35). Where 10 of 100 lesions are malignant, about 29 of 100 above the threshold "
                            + "for 90 % are. It stands beside the diagnoses"
                    ),
            prevalence: 0.1
        );

    /// <summary>The other class shares are asked for, and the page says that the answer is for them.</summary>
    [Fact]
    public Task Prior_IsAskedFor_AndSaid() =>
        AskAsync(
            TrustedBundle.Pixels(7),
            null,
            async page =>
            {
                await Expect(page.Locator("#shares-title")).ToHaveTextAsync("Probability of each class");
                await page.Locator("#prior").SelectOptionAsync("PRIOR_UNIFORM");
                await Expect(page.Locator("#shares-title"))
                    .ToHaveTextAsync("Probability of each class, if all were equally frequent");
                await Expect(page.Locator("#photo")).ToBeVisibleAsync();
                await page.Locator("#prior").SelectOptionAsync("PRIOR_TRAINING");
                await Expect(page.Locator("#shares-title")).ToHaveTextAsync("Probability of each class");
            }
        );
}
