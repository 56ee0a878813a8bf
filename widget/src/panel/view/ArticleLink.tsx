import { type ArticleCard, articlePath, directionOf } from "@firuze/client";
import type { View } from "./view";

interface ArticleProps {
  article: ArticleCard;
  view: View;
}

/** The way to the article that the bot quotes: its title, and its language where that is another. */
export function ArticleLink({ article, view }: ArticleProps) {
  const { t, language, origin } = view;
  const own = article.language === language;
  return (
    <a
      class="card article"
      data-testid="article-card"
      href={`${origin}${articlePath(article)}`}
      target="_blank"
      rel="noopener"
    >
      <strong lang={article.language} dir={directionOf(article.title, article.language)}>
        {article.title}
      </strong>
      <span class="quiet">{t(own ? "article.read" : `article.read.${article.language}`)}</span>
    </a>
  );
}
